/**
 * How elements of an OSCAL catalog in XML become JSON. Source: the OSCAL metaschema's XML-to-JSON mapping: attributes keep
 * their names, repeatable elements are collected under a plural, block text becomes one markdown `prose`.
 */
export type ElementShape = {
  /** Name of the child element → key in JSON, whether it repeats, and what it is. */
  readonly children: Readonly<Record<string, ChildShape>>
  /** Block elements that stand directly in the element are collected under this key. */
  readonly prose?: 'prose'
}

type ChildShape = {
  readonly key: string
  readonly repeats: boolean
  /** Plain text, one line of markup, blocks of markup, or an element with a shape of its own. */
  readonly is: 'text' | 'line' | 'blocks' | { readonly shape: string }
}

const text = (key: string): ChildShape => ({ key, repeats: false, is: 'text' })
const texts = (key: string): ChildShape => ({ key, repeats: true, is: 'text' })
const line = (key: string): ChildShape => ({ key, repeats: false, is: 'line' })
const lines = (key: string): ChildShape => ({ key, repeats: true, is: 'line' })
const blocks = (key: string): ChildShape => ({ key, repeats: false, is: 'blocks' })
const one = (key: string, shape = key): ChildShape => ({ key, repeats: false, is: { shape } })
const many = (key: string, shape: string): ChildShape => ({ key, repeats: true, is: { shape } })

const annotated = {
  prop: many('props', 'prop'),
  link: many('links', 'link'),
  remarks: blocks('remarks'),
}

export const elementShapes: Readonly<Record<string, ElementShape>> = {
  catalog: {
    children: {
      metadata: one('metadata'),
      param: many('params', 'param'),
      control: many('controls', 'control'),
      group: many('groups', 'group'),
      'back-matter': one('back-matter'),
    },
  },
  group: {
    children: {
      ...annotated,
      title: line('title'),
      param: many('params', 'param'),
      part: many('parts', 'part'),
      group: many('groups', 'group'),
      control: many('controls', 'control'),
    },
  },
  control: {
    children: {
      ...annotated,
      title: line('title'),
      param: many('params', 'param'),
      part: many('parts', 'part'),
      control: many('controls', 'control'),
    },
  },
  part: { prose: 'prose', children: { ...annotated, title: line('title'), part: many('parts', 'part') } },
  param: {
    children: {
      ...annotated,
      label: line('label'),
      usage: blocks('usage'),
      constraint: many('constraints', 'constraint'),
      guideline: many('guidelines', 'guideline'),
      value: texts('values'),
      select: one('select'),
    },
  },
  constraint: { children: { description: blocks('description') } },
  guideline: { prose: 'prose', children: {} },
  select: { children: { choice: lines('choice') } },
  prop: { children: { remarks: blocks('remarks') } },
  link: { children: { text: line('text') } },
  metadata: {
    children: {
      ...annotated,
      title: line('title'),
      published: text('published'),
      'last-modified': text('last-modified'),
      version: text('version'),
      'oscal-version': text('oscal-version'),
      role: many('roles', 'role'),
      party: many('parties', 'party'),
      'responsible-party': many('responsible-parties', 'responsible-party'),
    },
  },
  role: {
    children: {
      ...annotated,
      title: line('title'),
      'short-name': text('short-name'),
      description: blocks('description'),
    },
  },
  party: {
    children: {
      ...annotated,
      name: text('name'),
      'short-name': text('short-name'),
      'email-address': texts('email-addresses'),
      address: many('addresses', 'address'),
      'member-of-organization': texts('member-of-organizations'),
    },
  },
  address: {
    children: {
      'addr-line': texts('addr-lines'),
      city: text('city'),
      state: text('state'),
      'postal-code': text('postal-code'),
      country: text('country'),
    },
  },
  'responsible-party': { children: { ...annotated, 'party-uuid': texts('party-uuids') } },
  'back-matter': { children: { resource: many('resources', 'resource') } },
  resource: {
    children: {
      prop: many('props', 'prop'),
      title: line('title'),
      description: blocks('description'),
      citation: one('citation'),
      rlink: many('rlinks', 'rlink'),
      remarks: blocks('remarks'),
    },
  },
  citation: { children: { prop: many('props', 'prop'), link: many('links', 'link'), text: line('text') } },
  rlink: { children: { hash: many('hashes', 'hash') } },
  // `value` is the element's own text.
  hash: { children: {} },
}
