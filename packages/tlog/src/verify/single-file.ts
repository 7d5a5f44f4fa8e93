/** Where a module's text comes from: `specifier` as it stands in the module `from`. */
export type ModuleSource = {
  /** A name that is the same for the same module, or undefined for what stays an import (`node:` modules). */
  readonly resolve: (specifier: string, from: string) => string | undefined
  /** JavaScript: types are stripped. */
  readonly read: (module: string) => string
}

// What `stripTypeScriptTypes` leaves of our own modules; nothing else is understood, and anything else is refused.
const importPattern = /^import\s*\{([^}]*)\}\s*from\s*'([^']+)';?$/gm
const exportPattern = /^export (?=(?:async )?function|class|const)/gm
const exportedName = /^export (?:(?:async )?function|class|const) ([A-Za-z0-9_$]+)/gm
const anyImportOrExport = /^(?:import|export)\b.*$/m

/**
 * Puts a module and all it imports into one file that needs nothing beside it: a verifier to hand out. Each module becomes
 * a function of its own, so that names never meet. Imports of `node:` modules stay.
 * @throws Error when a module has an import or export of another form
 */
export function bundleModules(entry: string, source: ModuleSource): string {
  const names = new Map<string, string>()
  const outside = new Set<string>()
  const parts: string[] = []
  const add = (module: string): string => {
    const known = names.get(module)
    if (known !== undefined) return known
    const name = `module${names.size}`
    names.set(module, name)
    const text = source.read(module)
    const exported = [...text.matchAll(exportedName)].map(([, one]) => one)
    const body = text
      .replaceAll(importPattern, (line, list: string, specifier: string) => {
        if (list.trim() === '') return ''
        const target = source.resolve(specifier, module)
        if (target === undefined) outside.add(line)
        return target === undefined ? '' : `const {${list.replaceAll(' as ', ': ')}} = ${add(target)}`
      })
      .replaceAll(exportPattern, '')
    const strange = anyImportOrExport.exec(body)
    if (strange !== null) throw new Error(`${module}: cannot be bundled because of: ${strange[0]}`)
    parts.push(`const ${name} = (() => {\n${body}\nreturn { ${exported.join(', ')} }\n})()`)
    return name
  }
  const main = add(entry)
  const exported = [...source.read(entry).matchAll(exportedName)].map(([, one]) => one)
  const tail = exported.length === 0 ? '' : `export const { ${exported.join(', ')} } = ${main}\n`
  return `${[...outside, ...parts].join('\n')}\n${tail}`
}
