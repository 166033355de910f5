import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Neighbours by name, as reverse proxies of one's own have them. */
const named: Record<string, readonly string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'],
}

/** What an entry of a setting stands for: an address, a range such as `10.0.0.0/8`, or a name. Null: none of these. */
export function rangesOf(entry: string): readonly string[] | null {
  return Object.hasOwn(named, entry) ? (named[entry] ?? null) : parsed(entry) === null ? null : [entry]
}

/** Whether an address lies in one of the ranges; IPv4 inside IPv6 is the same address. What is no address lies in none. */
export function addressMatcher(ranges: readonly string[]): (address: string) => boolean {
  const known = ranges.flatMap((range) => parsed(range) ?? [])
  return (text) => {
    if (!ipaddr.isValid(text)) return false
    const address = ipaddr.process(text)
    return known.some(({ base, bits }) => base.kind() === address.kind() && address.match(base, bits))
  }
}

/** One customer has a whole /64 of IPv6 addresses, so they count as one. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0')
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

type Range = { base: ipaddr.IPv4 | ipaddr.IPv6; bits: number }

function parsed(text: string): Range | null {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text)) {
    const [base, bits] = ipaddr.parseCIDR(text)
    return { base, bits }
  }
  // Four numbers: short forms such as "10.1" mean other things to other programs.
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return null
  const base = ipaddr.process(text)
  return { base, bits: base.kind() === 'ipv4' ? 32 : 128 }
}
