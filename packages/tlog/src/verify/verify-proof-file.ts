import { createVerifier, type ProofQuestion, type ProofReport } from './verifier.ts'

/**
 * One proof, by a policy. Whoever has many makes one verifier and keeps it.
 * @throws FormatError when the policy is none
 */
export async function verifyProofFile({
  policy,
  ...question
}: ProofQuestion & { readonly policy: string }): Promise<ProofReport> {
  return (await createVerifier(policy)).verifyProof(question)
}
