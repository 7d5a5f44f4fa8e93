/** `npm run generate:verifier`: puts the pack's verifier into one file that needs nothing beside it. */
import { writeFileSync } from 'node:fs'
import { verifierPath, verifierText } from './verifier-file.ts'

writeFileSync(verifierPath, verifierText())
console.log(verifierPath)
