import { InvalidArgumentError } from 'commander'

const numbers = ['categoryId', 'assignedById', 'companyId']

/** What the help of a command with `--filter` says of it. */
export const filterNames = 'Filters: categoryId, stageId, assignedById, companyId, createdSince, updatedSince, isOpen.'

/** Adds one `name=value` to the filter that was given so far. */
export function collectFilter(text: string, filter: Record<string, unknown>): Record<string, unknown> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Give it as name=value, such as categoryId=4.')
  const [name, value] = [text.slice(0, at), text.slice(at + 1)]
  if (name in filter) throw new InvalidArgumentError(`${name} is given twice.`)
  if (name === 'isOpen') return { ...filter, isOpen: value === 'true' }
  if (!numbers.includes(name)) return { ...filter, [name]: value }
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError(`${name} is a whole number.`)
  return { ...filter, [name]: Number(value) }
}
