import type { Command } from '../command.ts'
export const start: Command = {
  name: 'start',
  summary: 'Starts the platform and prints its address and a sign-in link.',
  usage: '',
  options: {},
  run: async () => 0,
}
