import { isObject } from '@countersign/ocsf/fields'

/** A file as it lies in the folder; `path` uses forward slashes and is relative to a common root. */
export type TerraformFile = { readonly path: string; readonly text: string }

/** HCL → its JSON form. Passed in: it is a WebAssembly module that loads asynchronously. */
export type HclParser = (path: string, text: string) => Promise<unknown>

export type Block = Readonly<Record<string, unknown>>

/** One folder of a configuration: the blocks of all its files together. */
export type ModuleSource = {
  readonly folder: string
  readonly variables: ReadonlyMap<string, Block>
  readonly locals: ReadonlyMap<string, unknown>
  /** `type.name` → block. */
  readonly resources: ReadonlyMap<string, Block>
  readonly data: ReadonlyMap<string, Block>
  readonly modules: ReadonlyMap<string, Block>
  readonly outputs: ReadonlyMap<string, Block>
  /** `aws`, `aws.prod` → block. */
  readonly providers: ReadonlyMap<string, Block>
  /** Values of `terraform.tfvars` and `*.auto.tfvars`. */
  readonly given: ReadonlyMap<string, unknown>
}

export type Configuration = {
  /** By folder. */
  readonly modules: ReadonlyMap<string, ModuleSource>
  /** Every file's text, for `file()` and `templatefile()`. */
  readonly texts: ReadonlyMap<string, string>
  /** Files that could not be read, and why. */
  readonly problems: readonly string[]
}

/** Reads every file; one that is no Terraform is named and left out. */
export async function readConfiguration(
  files: readonly TerraformFile[],
  parseHcl: HclParser,
): Promise<Configuration> {
  const folders = new Map<string, Body[]>()
  const problems: string[] = []
  for (const file of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    if (!isConfiguration(file.path)) continue
    const parsed = await parsedFile(file, parseHcl)
    if (typeof parsed === 'string') problems.push(`${file.path} cannot be read: ${parsed}`)
    else folders.set(folderOf(file.path), [...(folders.get(folderOf(file.path)) ?? []), parsed])
  }
  return {
    modules: new Map([...folders].map(([folder, bodies]) => [folder, moduleOf(folder, bodies)])),
    texts: new Map(files.map(({ path, text }) => [path, text])),
    problems,
  }
}

type Body = { readonly body: Block; readonly isValues: boolean }

function isConfiguration(path: string): boolean {
  return /\.tf$|\.tf\.json$/.test(path) || isValues(path)
}

/** Only these are loaded by themselves; other `*.tfvars` are for whoever names them. */
function isValues(path: string): boolean {
  return /(?:^|\/)terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(path)
}

async function parsedFile({ path, text }: TerraformFile, parseHcl: HclParser): Promise<Body | string> {
  try {
    const body: unknown = path.endsWith('.json') ? JSON.parse(text) : await parseHcl(path, text)
    return isObject(body) ? { body, isValues: isValues(path) } : 'it holds no blocks'
  } catch (error) {
    return String(error instanceof Error ? error.message : error).slice(0, 200)
  }
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}

function moduleOf(folder: string, bodies: readonly Body[]): ModuleSource {
  const blocks = bodies.filter((one) => !one.isValues).map(({ body }) => body)
  const named = (kind: string) => new Map(blocks.flatMap((body) => labelled(body[kind])))
  const typed = (kind: string) =>
    new Map(
      blocks.flatMap((body) =>
        bodiesOf(body[kind]).flatMap((types) =>
          Object.entries(types).flatMap(([type, names]) =>
            labelled(names).map(([name, block]) => [`${type}.${name}`, block] as const),
          ),
        ),
      ),
    )
  return {
    folder,
    variables: named('variable'),
    locals: new Map(blocks.flatMap((body) => bodiesOf(body.locals).flatMap((one) => Object.entries(one)))),
    resources: typed('resource'),
    data: typed('data'),
    modules: named('module'),
    outputs: named('output'),
    providers: providersOf(blocks),
    given: new Map(bodies.filter((one) => one.isValues).flatMap(({ body }) => Object.entries(body))),
  }
}

/** A block may stand as an object or as a list of one, depending on who wrote the JSON. */
export function bodiesOf(value: unknown): readonly Block[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value]
  return listed.filter(isObject)
}

function labelled(value: unknown): readonly (readonly [string, Block])[] {
  return bodiesOf(value).flatMap((names) =>
    Object.entries(names).flatMap(([name, block]) =>
      bodiesOf(block).map((one): readonly [string, Block] => [name, one]),
    ),
  )
}

function providersOf(blocks: readonly Block[]): ReadonlyMap<string, Block> {
  const all = blocks.flatMap((body) => labelled(body.provider)).filter(([name]) => name === 'aws')
  return new Map(all.map(([, block]) => [providerKey(block.alias), block]))
}

/** `aws.prod`, whether it was written as a reference or as a name. */
export function providerKey(alias: unknown): string {
  return typeof alias === 'string' ? `aws.${alias}` : 'aws'
}
