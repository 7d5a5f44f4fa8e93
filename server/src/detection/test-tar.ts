/** Test code: writes small tar archives, so that the reader is tested on bytes another hand laid out. */
export type TarMember = { readonly path: string; readonly text: string; readonly type?: string }

export function tarOf(members: readonly TarMember[], style: 'pax' | 'gnu' | 'prefix' = 'pax'): Buffer {
  const blocks = members.flatMap((member) => {
    if (member.path.length <= 100) return [memberOf(member.path, '', member.text, member.type ?? '0')]
    if (style === 'prefix') {
      const cut = member.path.length - 100 + member.path.slice(-100).indexOf('/')
      return [memberOf(member.path.slice(cut + 1), member.path.slice(0, cut), member.text, '0')]
    }
    const extension =
      style === 'gnu'
        ? memberOf('././@LongLink', '', `${member.path}\0`, 'L')
        : memberOf('pax', '', paxRecord('path', member.path), 'x')
    return [extension, memberOf(member.path.slice(0, 100), '', member.text, member.type ?? '0')]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

function memberOf(name: string, prefix: string, text: string, type: string): Buffer {
  const bytes = Buffer.from(text)
  const header = Buffer.alloc(512)
  header.write(name, 0, 100)
  header.write('0000644\0', 100)
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('        ', 148)
  header.write(type, 156)
  header.write('ustar\x0000', 257)
  header.write(prefix, 345, 155)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

function paxRecord(keyword: string, value: string): string {
  const rest = ` ${keyword}=${value}\n`
  const guess = rest.length + String(rest.length).length
  const length = rest.length + String(guess).length
  return `${length}${rest}`
}
