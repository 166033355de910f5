import { answerOf, api, type Hold } from '../api/client.ts'
import { type Loaded, useLoaded } from './use-loaded.ts'

/** The rules that a fuse holds now, with what waits. */
export function useOpenHolds(): Loaded<readonly Hold[]> {
  return useLoaded(
    async (signal) => {
      const query = { open: '1', limit: 200 } as const
      return (await answerOf(api.GET('/api/holds', { params: { query }, signal }))).items
    },
    { on: ['brakes'] },
  )
}
