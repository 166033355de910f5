const letters: Record<string, string> = Object.fromEntries(
  'а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch ш:sh щ:sch ъ: ы:y ь: э:e ю:yu я:ya ß:ss ø:o æ:ae ł:l'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
)

/** A key for a rule out of its name, in the letters that keys are made of; one that is taken gets a number. */
export function keyOfName(name: string, taken: ReadonlySet<string>): string {
  const plain = [...name.toLowerCase().normalize('NFC')].map((letter) => letters[letter] ?? letter).join('')
  const key = plain
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
  const base = key || 'rule'
  if (!taken.has(base)) return base
  for (let n = 2; ; n += 1) if (!taken.has(`${base}-${n}`)) return `${base}-${n}`
}
