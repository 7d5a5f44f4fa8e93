/** One spelling per address. Case of the part before the @ could matter (RFC 5321, section 2.4) and nowhere does. */
export function normalisedEmail(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase()
}
