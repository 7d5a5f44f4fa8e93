/** The facts of the simulated online shop that its routines and its attack stories share. */
export const meadowShop = {
  aws: { account: '210987654321', region: 'eu-central-1' },
  entraTenant: '7d0c1f0a-3b52-4d7e-9a55-2f6f3c1f9a01',
  clusterIssuer: 'oidc.eks.eu-central-1.amazonaws.com/id/5B0F3C1D9A7E4412',
  staff: ['amelie', 'jonas', 'priya', 'tomasz', 'lucia', 'hassan', 'greta', 'oliver'],
} as const
