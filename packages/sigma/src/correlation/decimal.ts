/** Values are compared in millionths, as integers: the same on every engine, with no rounding to argue about. */
export const microPerUnit = 1_000_000n

/** Up to 18 digits on either side of the point; what follows the sixth decimal place is cut off. */
export const decimalPattern = '^-?[0-9]{1,18}([.][0-9]{1,18})?$'
const decimal = new RegExp(decimalPattern)

/** The number in millionths, or undefined when the text is no plain decimal number (then its row has no value). */
export function toMicro(text: string): bigint | undefined {
  if (!decimal.test(text)) return undefined
  const [whole = '', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.slice(0, 6).padEnd(6, '0'))
}

/** SQL of `toMicro`, NULL where it is undefined. `text` is an SQL expression of type String. */
export function toMicroSql(text: string): string {
  const whole = `splitByChar('.', ${text})[1]`
  const fraction = `rightPad(substring(splitByChar('.', ${text})[2], 1, 6), 6, '0')`
  return `if(match(${text}, '${decimalPattern}'), toInt128OrNull(concat(${whole}, ${fraction})), NULL)`
}
