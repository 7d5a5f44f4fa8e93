import { isObject, listOf, textOf } from '@countersign/ocsf/fields'
import type { Json } from '@countersign/ocsf/record'
import { kubernetesItems } from '../inventory/kubernetes-items.ts'
import { rbacOfManifests } from '../kubernetes/manifests.ts'
import type { RbacSnapshot } from '../kubernetes/rbac-snapshot.ts'
import type { Importer } from './importer.ts'

const kind = /^(?:(?:Cluster)?Role(?:Binding)?|ServiceAccount)(?:List)?$/
const kindLine = /^kind:\s*["']?(?:(?:Cluster)?Role(?:Binding)?|ServiceAccount)(?:List)?["']?\s*$/m

/** RBAC and service accounts, as manifests or as `kubectl get … -o json` prints them. */
export const kubernetesImporter: Importer<RbacSnapshot> = {
  source: 'kubernetes',
  recognise({ text, value }) {
    // An audit event carries such objects, too: only a document that is one, or a list of them, counts.
    const holds = value === undefined ? kindLine.test(text) : holdsRbac(value)
    return holds ? 'it holds RBAC objects or service accounts' : undefined
  },
  read(documents, { cluster = '', takenAt }) {
    const texts = documents.map(({ text }) => text)
    const snapshot = rbacOfManifests(texts, { cluster, takenAt })
    const nameless =
      cluster === '' && snapshot.serviceAccounts.length + snapshot.bindings.length > 0
        ? [
            'The Kubernetes objects do not name their cluster: give its name, so that they meet its audit log.',
          ]
        : []
    return { items: kubernetesItems(snapshot), snapshot, gaps: [...snapshot.gaps, ...nameless] }
  },
}

function holdsRbac(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(holdsRbac)
  if (!isObject(value)) return false
  if (kind.test(textOf(value.kind) ?? '')) return true
  return (
    (textOf(value.kind) ?? '').endsWith('List') &&
    listOf(value.items).some((item) => isObject(item) && kind.test(textOf(item.kind) ?? ''))
  )
}
