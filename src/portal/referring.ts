import type { Question } from './ask.ts'
import type { CommandAnswer } from './batch.ts'
import { type Carrier, type Parcel, parcelOf } from './carrier.ts'

type KeyOf = (place: number) => string

/** A value of an earlier answer, as a later command of the same batch names it. */
export type Reference = (keyOf: KeyOf) => string

/** Writes a reference as it is sent. */
export type TextOf = (reference: Reference) => string

/** A question that was put. */
export type Asked<Answer> = {
  /** The value that its answer has there. */
  at(...path: readonly (string | number)[]): Reference
  /** Undefined where none has come, or one of another shape. */
  answer(): Answer | undefined
}

/**
 * Questions that travel in one request, later ones by what earlier ones bring up. For reading only: what a reference to
 * nothing becomes is not documented. Source: Bitrix24 REST docs, `settings/how-to-call-rest-api/batch`, read 2026-08-21.
 */
export class ReferringQuestions {
  readonly #questions: ((keyOf: KeyOf) => Question<unknown>)[] = []
  #answers: readonly CommandAnswer[] = []

  ask<Answer>(question: (textOf: TextOf) => Question<Answer>): Asked<Answer> {
    const place = this.#questions.length
    const asked = (keyOf: KeyOf) => question((reference) => reference(keyOf))
    this.#questions.push(asked)
    return {
      at: (...path) => {
        const steps = path.map((step) => `[${step}]`).join('')
        return (keyOf) => `$result[${keyOf(place)}]${steps}`
      },
      answer: () => {
        const answer = this.#answers[place]
        return answer?.ok === true ? asked(String).answer.safeParse(answer.result).data : undefined
      },
    }
  }

  parcel(): Parcel {
    const build = (keyOf: KeyOf) => this.#questions.map((question) => question(keyOf))
    return { ...parcelOf(build(String)), build, hasReferences: true }
  }

  /** Has them answered, each for itself. Throws what befell the request as a whole, a `PortalError`. */
  async travel(carrier: Carrier): Promise<void> {
    this.#answers = await carrier.carry(this.parcel())
  }
}
