/** Shows the description of the API. Everything goes in as text; nothing is loaded from elsewhere. */

const sections = document.getElementById('sections')
const find = document.getElementById('find')

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

function block(title, value) {
  if (value === undefined) return []
  return [element('h4', {}, title), element('pre', { tabindex: '0' }, JSON.stringify(value, null, 2))]
}

function bodySchema(content = {}) {
  return Object.values(content)[0]?.schema
}

function parametersOf(operation) {
  const list = operation.parameters ?? []
  if (list.length === 0) return []
  const items = list.map(({ name, in: place, required, description, schema }) => {
    const kind = schema?.enum?.join(' | ') ?? schema?.type ?? ''
    const words = [place, required ? 'required' : '', kind, description ?? ''].filter(Boolean).join(', ')
    return element('li', {}, element('code', {}, name), ` ${words}`)
  })
  return [element('h4', {}, 'Parameters'), element('ul', {}, ...items)]
}

function route(method, path, operation) {
  const head = element(
    'summary',
    {},
    element('span', { class: 'method' }, method.toUpperCase()),
    element('code', {}, path),
    ` ${operation.summary ?? ''}`,
  )
  const right = operation['x-right'] ?? operation['x-access'] ?? 'source key'
  const details = element('details', { id: operation.operationId }, head)
  // Made when it is opened: a hundred schemas at once are slow on a small machine.
  details.addEventListener('toggle', () => fill(details, operation, right), { once: true })
  details.dataset.words = `${method} ${path} ${operation.summary ?? ''}`.toLowerCase()
  return details
}

function fill(details, operation, right) {
  const answers = Object.entries(operation.responses ?? {}).filter(([status]) => /^[23]/.test(status))
  details.append(
    element('p', { class: 'quiet' }, `Needs: ${right}`),
    ...parametersOf(operation),
    ...block('Body', bodySchema(operation.requestBody?.content)),
    ...answers.flatMap(([status, answer]) => block(`Answer ${status}`, bodySchema(answer.content))),
  )
}

function sectionOf({ name, description }, paths) {
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.tags?.includes(name))
      .map(([method, operation]) => route(method, path, operation)),
  )
  return element(
    'section',
    {},
    element('h2', {}, name),
    element('p', { class: 'quiet' }, description),
    ...routes,
  )
}

function filter() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const section of sections.children) {
    const routes = [...section.querySelectorAll('details')]
    for (const one of routes) one.hidden = !words.every((word) => one.dataset.words.includes(word))
    section.hidden = routes.every((one) => one.hidden)
  }
}

async function show() {
  const answer = await fetch('/api/openapi.json')
  const api = await answer.json()
  document.getElementById('version').textContent = api.info.version
  sections.replaceChildren(...api.tags.map((tag) => sectionOf(tag, api.paths)))
  find.addEventListener('input', filter)
}

show().catch(() => sections.replaceChildren('The description could not be read. Is the server running?'))
