import { ref } from 'vue'
import { type Place, pointerOf } from './places.ts'

/** The block that is being dragged; null while none is. */
export const draggedPlace = ref<Place | null>(null)

/** Whether the dragged block may take the place of another: both are entries of one list. */
export function mayTakePlaceOf(dragged: Place | null, place: Place): boolean {
  if (dragged === null || typeof dragged.at(-1) !== 'number' || typeof place.at(-1) !== 'number') return false
  return pointerOf(dragged) !== pointerOf(place) && pointerOf(dragged.slice(0, -1)) === pointerOf(place.slice(0, -1))
}
