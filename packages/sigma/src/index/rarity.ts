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
