import type { Command } from '../command.ts'
export const doctor: Command = {
  name: 'doctor',
  summary: 'Looks over an installation.',
  usage: '',
  options: {},
  run: async () => 0,
}
