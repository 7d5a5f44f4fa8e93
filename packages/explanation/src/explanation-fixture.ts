import type { Explanation } from './explanation.ts'
import { sealed } from './explanation-hash.ts'

/** A complete explanation for tests, with the parts a test cares about replaced. */
export function sampleExplanation(parts: Partial<Omit<Explanation, 'id'>> = {}): Explanation {
  return sealed({
    tenantId: 'shop',
    region: 'eu-central',
    subject: { kind: 'incident-finding', id: '5f' },
    statement: 'On 3 March 2025 at 09:12 UTC, the IAM user anna deleted the audit trail.',
    claims: [
      {
        text: '09:12:03: anna deleted trail “audit”.',
        kind: 'for',
        certainty: 'proven',
        cites: [{ kind: 'event', id: 'e1', locator: { file: 'trail.json', line: 7 } }],
      },
      {
        text: 'The rule “Trail deleted” matched.',
        kind: 'for',
        certainty: 'proven',
        cites: [{ kind: 'rule', id: 'r1' }],
      },
      { text: 'No policy snapshot.', kind: 'missing', certainty: 'unknown', cites: [] },
    ],
    authority: {
      chain: [
        {
          role: 'identity',
          actor: 'aws:111122223333:user/anna',
          via: 'acted',
          certainty: 'proven',
          cites: [{ kind: 'event', id: 'e1' }],
        },
      ],
      missing: ['No policy snapshot.', 'Who created the key is not recorded.'],
    },
    actions: [
      {
        title: 'Deactivate the key',
        command: 'aws iam update-access-key --status Inactive',
        effect: 'Calls fail.',
        breaks: 'Whatever uses the key.',
        reversal: 'Set it Active.',
      },
    ],
    decidedBy: [{ kind: 'rule', name: 'Trail deleted', version: 'r1', contentHash: 'ab' }],
    ...parts,
  })
}
