import type { Random } from '../random.ts'

/** The facts of the simulated payments firm that its routines and its attack story share. */
export const lanternPay = {
  aws: { account: '345678901234', region: 'eu-central-1' },
  entraTenant: '0b6d2f58-62f1-4d0e-8a3f-9c1be2a7d4e2',
  staff: [
    'keller',
    'brandt',
    'vogel',
    'sommer',
    'lindqvist',
    'okafor',
    'moreau',
    'rossi',
    'novak',
    'silva',
    'haas',
    'weber',
  ],
  officeIp: (random: Random) => `203.0.113.${random.integer(140, 160)}`,
} as const
