import { parseXml, XmlElement } from '@rgrove/parse-xml'
import type { Catalog } from '../document/catalog.ts'
import { blocksAsMarkdown, isBlock, lineAsMarkdown } from './xml-markup.ts'
import { elementShapes } from './xml-shapes.ts'

/** XML beyond this is refused before it is parsed. NIST's largest catalog has 10 MB. */
export const xmlMaxChars = 32 * 1024 * 1024
/** Elements within elements. */
const xmlMaxDepth = 64
const namespace = 'http://csrc.nist.gov/ns/oscal/1.0'

/**
 * A catalog in OSCAL's XML format as the JSON format has it. Elements that the format does not know are refused, not dropped.
 * @throws Error when the text is not well-formed or not an OSCAL catalog, saying what and where
 */
export function catalogFromXml(text: string): Catalog {
  if (text.length > xmlMaxChars) throw new RangeError(`more than ${xmlMaxChars} characters of XML`)
  const root = parseXml(text).root
  if (root === null || root.name !== 'catalog' || root.attributes.xmlns !== namespace)
    throw new TypeError(`the document is not a catalog of ${namespace}`)
  // The schema is what decides whether the outcome is a catalog: `schemaFaults`.
  return asJson(root, 'catalog', 0) as unknown as Catalog
}

type Json = Record<string, unknown>

function asJson(element: XmlElement, shapeName: string, depth: number): Json {
  if (depth > xmlMaxDepth) throw new RangeError(`elements are nested more than ${xmlMaxDepth} deep`)
  const shape = elementShapes[shapeName]
  if (shape === undefined) throw new TypeError(`no shape for the element ${shapeName}`)
  const json: Json = attributesOf(element)
  if (shapeName === 'hash') return { ...json, value: element.text.trim() }
  const children = element.children.filter((child): child is XmlElement => child instanceof XmlElement)
  for (const child of children) {
    if (shape.prose !== undefined && isBlock(child)) continue
    addChild(json, child, shapeName, depth)
  }
  const prose = shape.prose === undefined ? '' : blocksAsMarkdown(children)
  return prose === '' ? json : { ...json, prose }
}

function attributesOf(element: XmlElement): Json {
  const plain = Object.entries(element.attributes).filter(
    ([name]) => name !== 'xmlns' && !name.startsWith('xmlns:') && !name.startsWith('xsi:'),
  )
  return Object.fromEntries(plain)
}

function addChild(json: Json, child: XmlElement, parent: string, depth: number): void {
  const shape = elementShapes[parent]?.children[child.name]
  if (shape === undefined) throw new TypeError(`${parent} holds ${child.name}, which is not read`)
  const value = contentOf(child, shape.is, depth)
  if (!shape.repeats) json[shape.key] = value
  else json[shape.key] = [...((json[shape.key] as readonly unknown[] | undefined) ?? []), value]
}

function contentOf(
  element: XmlElement,
  is: 'text' | 'line' | 'blocks' | { readonly shape: string },
  depth: number,
): unknown {
  if (is === 'text') return element.text.trim()
  if (is === 'line') return lineAsMarkdown(element.children)
  if (is === 'blocks')
    return blocksAsMarkdown(element.children.filter((child) => child instanceof XmlElement))
  return asJson(element, is.shape, depth + 1)
}
