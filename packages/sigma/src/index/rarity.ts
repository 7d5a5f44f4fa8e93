/** Text found in a great many records: a literal inside it says little. Written from knowledge of the sources. */
export const familiarText: string = [
  'c:\\windows\\system32\\svchost.exe -k netsvcs -p -s',
  'c:\\windows\\syswow64\\',
  'c:\\windows\\system32\\windowspowershell\\v1.0\\powershell.exe -noprofile -executionpolicy bypass -command -file',
  'c:\\windows\\system32\\cmd.exe /c /q /k start',
  'c:\\windows\\explorer.exe',
  'c:\\windows\\system32\\services.exe',
  'c:\\windows\\system32\\lsass.exe',
  'c:\\windows\\system32\\wbem\\wmiprvse.exe',
  'c:\\windows\\system32\\conhost.exe 0xffffffff -forcev1',
  'c:\\windows\\system32\\rundll32.exe',
  'c:\\windows\\system32\\reg.exe add',
  'c:\\program files\\',
  'c:\\program files (x86)\\',
  'c:\\programdata\\microsoft\\windows defender\\platform\\',
  'c:\\users\\administrator\\appdata\\local\\temp\\',
  'c:\\users\\public\\appdata\\roaming\\microsoft\\',
  'c:\\windows\\temp\\',
  'hklm\\software\\microsoft\\windows\\currentversion\\run\\',
  'hklm\\system\\currentcontrolset\\services\\parameters',
  'hklm\\software\\wow6432node\\classes\\clsid\\',
  'hkcu\\software\\policies\\',
  'dword (0x00000000) dword (0x00000001) binary data',
  'c:\\windows\\system32\\ntdll.dll|c:\\windows\\system32\\kernelbase.dll|c:\\windows\\system32\\kernel32.dll|unknown',
  'microsoft windows operating system microsoft corporation nt authority\\system local service',
  'true false success failure informational http://www. https:// .com .exe .dll .ps1 .txt .log .tmp get post',
  '/usr/bin/ /bin/sh -c /bin/bash /usr/sbin/ /etc/ /tmp/ /var/log/ python sudo curl root',
].join('\n')

/** Guess at the share of records in which a literal is seen. Only the order matters. */
export function literalCost(kind: 'equals' | 'startswith' | 'endswith' | 'contains', text: string): number {
  if (kind === 'equals') return Math.max(0.0002, 0.05 * 0.6 ** Math.min(text.length, 10))
  const familiar = familiarText.includes(text)
  const anchored = kind === 'contains' ? 1 : 0.5
  if (familiar) return anchored * Math.max(0.02, 0.3 * 0.9 ** text.length)
  return anchored * Math.max(0.0004, 0.6 ** Math.min(text.length, 14))
}

/** Runs of four characters are counted: long enough to tell texts apart, short enough to be shared. */
const runChars = 4
/** A run in familiar text is seen in records; one that other words share stops a search for each of them. */
const familiarWeight = 16

function countRuns(texts: readonly string[], weight: number, counts: Map<string, number>): void {
  for (const text of texts)
    for (let at = 0; at + runChars <= text.length; at++) {
      const run = text.slice(at, at + runChars)
      counts.set(run, (counts.get(run) ?? 0) + weight)
    }
}

/** How common each run is, in familiar text and among the words. */
export function commonRuns(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  countRuns([familiarText], familiarWeight, counts)
  countRuns(words, 1, counts)
  return counts
}

/** The part of a long word to look for: that whose runs are the least common. */
export function rarestWindow(word: string, width: number, runs: ReadonlyMap<string, number>): string {
  if (word.length <= width) return word
  let best = ''
  let least = Number.POSITIVE_INFINITY
  for (let start = 0; start + width <= word.length; start++) {
    let cost = 0
    for (let at = start; at + runChars <= start + width; at++)
      cost += runs.get(word.slice(at, at + runChars)) ?? 0
    if (cost >= least) continue
    least = cost
    best = word.slice(start, start + width)
  }
  return best
}
