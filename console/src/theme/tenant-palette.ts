/**
 * Twelve hues a tenant's chip can have, by `Tenant.colour`. `ink` on `fill` holds 4.5:1 in both schemes; the name is
 * always beside the colour, which is never the only sign.
 */
export type TenantColour = { readonly name: string; readonly fill: string; readonly ink: string }

export const tenantPalette: readonly TenantColour[] = [
  { name: 'cobalt', fill: '#2b67fb', ink: '#ffffff' },
  { name: 'amber', fill: '#ffb224', ink: '#1f1400' },
  { name: 'orchid', fill: '#b43bd6', ink: '#ffffff' },
  { name: 'emerald', fill: '#1fc77e', ink: '#00210f' },
  { name: 'coral', fill: '#ff7a59', ink: '#240900' },
  { name: 'sky', fill: '#3fc3f7', ink: '#001d2b' },
  { name: 'rose', fill: '#d92d6b', ink: '#ffffff' },
  { name: 'lime', fill: '#b5e019', ink: '#161d00' },
  { name: 'violet', fill: '#7352ec', ink: '#ffffff' },
  { name: 'sand', fill: '#d9bd8b', ink: '#221800' },
  { name: 'teal', fill: '#0d7f86', ink: '#ffffff' },
  { name: 'slate', fill: '#5c6b84', ink: '#ffffff' },
]

/** Any integer is taken, so that an index from a newer server still has a colour. */
export function tenantColour(index: number): TenantColour {
  const at = ((Math.trunc(index) % tenantPalette.length) + tenantPalette.length) % tenantPalette.length
  return tenantPalette[at] as TenantColour
}
