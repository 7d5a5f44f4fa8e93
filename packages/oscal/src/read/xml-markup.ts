import { XmlElement, type XmlNode, XmlText } from '@rgrove/parse-xml'

const blockNames = new Set(['p', 'ul', 'ol', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote'])

export function isBlock(element: XmlElement): boolean {
  return blockNames.has(element.name)
}

/** Block elements as OSCAL's markdown: paragraphs apart by an empty line. */
export function blocksAsMarkdown(elements: readonly XmlElement[]): string {
  return elements
    .filter(isBlock)
    .map((element) => blockAsMarkdown(element, 0))
    .join('\n\n')
}

function blockAsMarkdown(element: XmlElement, depth: number): string {
  if (element.name === 'ul' || element.name === 'ol') return listAsMarkdown(element, depth)
  if (element.name === 'pre') return `\`\`\`\n${element.text}\n\`\`\``
  const heading = /^h([1-6])$/.exec(element.name)?.[1]
  const line = lineAsMarkdown(element.children)
  if (heading !== undefined) return `${'#'.repeat(Number(heading))} ${line}`
  return element.name === 'blockquote' ? `> ${line}` : line
}

function listAsMarkdown(list: XmlElement, depth: number): string {
  const mark = list.name === 'ol' ? '1.' : '*'
  const items = list.children.filter((child): child is XmlElement => child instanceof XmlElement)
  return items
    .map((item) => {
      const nested = item.children.filter(
        (child): child is XmlElement => child instanceof XmlElement && /^[uo]l$/.test(child.name),
      )
      const own = lineAsMarkdown(item.children.filter((child) => !nested.includes(child as XmlElement)))
      const below = nested.map((child) => `\n${listAsMarkdown(child, depth + 1)}`)
      return `${'  '.repeat(depth)}${mark} ${own}${below.join('')}`
    })
    .join('\n')
}

/** Inline markup as OSCAL's markdown. White space folds, as it does in the XML. */
export function lineAsMarkdown(nodes: readonly XmlNode[]): string {
  return inline(nodes).replaceAll(/\s+/g, ' ').trim()
}

function inline(nodes: readonly XmlNode[]): string {
  return nodes
    .map((node) => (node instanceof XmlElement ? marked(node) : node instanceof XmlText ? node.text : ''))
    .join('')
}

function marked(element: XmlElement): string {
  const { attributes } = element
  const inner = inline(element.children)
  switch (element.name) {
    case 'em':
    case 'i':
      return `*${inner}*`
    case 'strong':
    case 'b':
      return `**${inner}**`
    case 'code':
      return `\`${inner}\``
    case 'q':
      return `"${inner}"`
    case 'sub':
      return `~${inner}~`
    case 'sup':
      return `^${inner}^`
    case 'a':
      return `[${inner}](${attributes.href ?? ''})`
    case 'insert':
      return `{{ insert: ${attributes.type ?? 'param'}, ${attributes['id-ref'] ?? ''} }}`
    default:
      return inner
  }
}
