import { InvalidArgumentError } from 'commander'
import { didYouMean } from '../core/conditions/nearest-name.ts'
import { DealFilter } from '../core/deal/deal-filter.ts'

const numbers = ['categoryId', 'assignedById', 'companyId']

const names = Object.keys(DealFilter.shape)

/** What the help of a command with `--filter` says of it. */
export const filterNames = `Filters: ${names.join(', ')}.`

/** Adds one `name=value` to the filter that was given so far. */
export function collectFilter(text: string, filter: Record<string, unknown>): Record<string, unknown> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Give it as name=value, such as categoryId=4.')
  const [name, value] = [text.slice(0, at), text.slice(at + 1)]
  if (!names.includes(name)) {
    throw new InvalidArgumentError(`There is no filter "${name}"${didYouMean(name, names) || '.'} ${filterNames}`)
  }
  if (name in filter) throw new InvalidArgumentError(`${name} is given twice.`)
  const parsed = DealFilter.safeParse({ [name]: read(name, value) })
  if (!parsed.success) {
    const [fault] = parsed.error.issues
    throw new InvalidArgumentError(
      `${name}: ${fault?.code === 'invalid_value' ? 'give true, or leave it out' : fault?.message}.`,
    )
  }
  return { ...filter, ...parsed.data }
}

/** What stands for the text where the service takes JSON. */
function read(name: string, value: string): unknown {
  if (name === 'isOpen') return value === 'true' ? true : value
  return numbers.includes(name) && /^\d{1,15}$/.test(value) ? Number(value) : value
}

/** As it is given: `categoryId=4 isOpen=true`. */
export function filterInWords(filter: Record<string, unknown>): string {
  const parts = Object.entries(filter).map(([name, value]) => `${name}=${String(value)}`)
  return parts.length === 0 ? 'all' : parts.join(' ')
}
