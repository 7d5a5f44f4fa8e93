/** What a browser says that a file is, without its parameters; bytes where it says nothing that the API takes. */
export function mediaTypeOf(told: string): string {
  const [type = ''] = told.toLowerCase().split(';')
  return /^[a-z]+\/[a-z0-9.+-]{1,100}$/.test(type.trim()) ? type.trim() : 'application/octet-stream'
}
