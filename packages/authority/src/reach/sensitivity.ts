/** How much harm lies in reaching something. */
export type Sensitivity = 'critical' | 'high' | 'medium' | 'low'

export const sensitivities: readonly Sensitivity[] = ['critical', 'high', 'medium', 'low']

export type Rated = { readonly sensitivity: Sensitivity; readonly because: string }

/** By CloudFormation type; what is not listed is low. Names say nothing and are not looked at. */
const byType: Readonly<Record<string, Rated>> = {
  'AWS::SecretsManager::Secret': { sensitivity: 'high', because: 'it is a secret' },
  'AWS::KMS::Key': { sensitivity: 'high', because: 'it is a key' },
  'AWS::SSM::Parameter': { sensitivity: 'medium', because: 'parameters often hold secrets' },
  'AWS::S3::Bucket': { sensitivity: 'medium', because: 'it stores data' },
  'AWS::DynamoDB::Table': { sensitivity: 'medium', because: 'it stores data' },
  'AWS::RDS::DBInstance': { sensitivity: 'medium', because: 'it stores data' },
  'AWS::RDS::DBCluster': { sensitivity: 'medium', because: 'it stores data' },
  'AWS::ECR::Repository': { sensitivity: 'medium', because: 'what runs elsewhere is taken from it' },
}

/** Tags by which owners say how their data is to be held (compared without case and punctuation). */
const classificationKeys = /^(?:data)?(?:classification|sensitivity|confidentiality)$/

const byClass: readonly (readonly [RegExp, Sensitivity])[] = [
  [/restricted|secret|pci|phi|pii|special/, 'critical'],
  [/confidential|sensitive|private/, 'high'],
  [/internal/, 'medium'],
  [/public|open/, 'low'],
]

/** What the owner's own tag says counts before what the type suggests. */
export function sensitivityOf(type: string, tags: Readonly<Record<string, string>>): Rated {
  for (const [key, value] of Object.entries(tags)) {
    if (!classificationKeys.test(key.toLowerCase().replace(/[^a-z]/g, ''))) continue
    const found = byClass.find(([pattern]) => pattern.test(value.toLowerCase()))
    if (found !== undefined) return { sensitivity: found[1], because: `it is tagged ${key}: ${value}` }
  }
  return byType[type] ?? { sensitivity: 'low', because: 'nothing says that it is more' }
}
