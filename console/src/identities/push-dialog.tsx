import type { NewConfiguration } from '@countersign/api/configuration'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import css from '../settings/administration.module.css'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { plural } from '../text/time-words.ts'
import { pushConfiguration } from './configuration-queries.ts'

/** What follows from new policy is read again. */
const followers = [
  'configurations',
  'configuration-versions',
  'inventory',
  'identity-record',
  'identity-sets',
]

/** Files that say who may do what, sent as one configuration; what they are is recognised by their content. */
export function PushDialog(props: {
  readonly tenantId: string
  readonly configurationId: string | undefined
  readonly onClose: () => void
}) {
  const { tenantId } = props
  const client = useQueryClient()
  const navigate = useNavigate()
  const fileInput = useId()
  const [id, setId] = useState(props.configurationId ?? '')
  const [cluster, setCluster] = useState('')
  const [files, setFiles] = useState<readonly File[]>([])
  const push = useMutation({
    mutationFn: async () => pushConfiguration(tenantId, await configurationOf(id, cluster, files)),
    onSuccess: async ({ version, unchanged, identities }) => {
      await Promise.all(followers.map((name) => client.invalidateQueries({ queryKey: [name, tenantId] })))
      say(
        unchanged
          ? `Nothing new: version ${version} holds the same files`
          : `Version ${version} is in force: ${plural(identities, 'identity', 'identities')} read`,
      )
      props.onClose()
      void navigate({ to: '/identities/configurations', search: { tenant: tenantId, open: id.trim() } })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    push.mutate()
  }
  return (
    <Modal opened onClose={props.onClose} title="Push a configuration">
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label="Id"
          description="The account, the cluster, the repository. The same id again is a new version."
          data-autofocus
          required
          maxLength={200}
          pattern="[A-Za-z0-9][A-Za-z0-9._:@\/\-]*"
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <div>
          <label htmlFor={fileInput}>Files</label>
          <p className="quiet">
            AWS authorization details, organization policies, Terraform, Kubernetes, GitHub, Entra, OAuth,
            SPIFFE, MCP or OCSF inventory.
          </p>
          <input
            id={fileInput}
            type="file"
            multiple
            required
            onChange={(event) => setFiles([...(event.currentTarget.files ?? [])])}
          />
        </div>
        <TextInput
          label="Cluster"
          description="For Kubernetes: what its audit log calls it. Otherwise leave it empty."
          maxLength={200}
          value={cluster}
          onChange={(event) => setCluster(event.currentTarget.value)}
        />
        <Refusal error={push.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={push.isPending} disabled={files.length === 0}>
            Push
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

async function configurationOf(
  id: string,
  cluster: string,
  files: readonly File[],
): Promise<NewConfiguration> {
  const texts = await Promise.all(files.map(async (file) => ({ path: file.name, text: await file.text() })))
  return {
    id: id.trim(),
    files: texts,
    ...(cluster.trim() === '' ? {} : { context: { cluster: cluster.trim() } }),
  }
}
