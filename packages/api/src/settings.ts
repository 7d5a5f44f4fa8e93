import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

const Colour = Type.String({ pattern: '^#[0-9a-f]{6}$' })

/** Colour of links and buttons in each scheme; 4.5:1 on what the console shows it on (packages/brand). */
export const Accent = Type.Object({ light: Colour, dark: Colour })
export type Accent = Static<typeof Accent>

/** Whom people turn to. All null: nobody is named. */
export const SupportContact = Type.Object({
  email: nullable(Type.String({ maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' })),
  phone: nullable(Type.String({ maxLength: 40, pattern: '^\\+?[0-9][0-9 ()./-]*$' })),
  url: nullable(Type.String({ maxLength: 500, pattern: '^https://[^\\s"\'<>\\\\]+$' })),
})
export type SupportContact = Static<typeof SupportContact>

export const LogoScheme = Type.Union([Type.Literal('light'), Type.Literal('dark')])
export type LogoScheme = Static<typeof LogoScheme>

/** `url` changes with the picture, so browsers may keep what it answers. Pixels. */
export const Logo = Type.Object({
  url: Type.String(),
  mediaType: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
})
export type Logo = Static<typeof Logo>

/** null: none for this scheme. */
const logos = Type.Object({ light: nullable(Logo), dark: nullable(Logo) })

/** GET /api/brand: open to anybody, since the sign-in page shows it. */
export const Brand = Type.Object({
  name: Type.String(),
  /** null: the console's own. `ink` is the colour of text on it. */
  accent: nullable(
    Type.Object({
      light: Type.Object({ fill: Colour, ink: Colour }),
      dark: Type.Object({ fill: Colour, ink: Colour }),
    }),
  ),
  logo: logos,
  support: SupportContact,
})
export type Brand = Static<typeof Brand>

const saved = {
  /** Letters, digits, punctuation and blanks: nothing that is invisible or turns the direction of writing. */
  name: Type.String({
    minLength: 1,
    maxLength: 40,
    pattern: '^(?! )[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]+(?<! )$',
  }),
  accent: nullable(Accent),
  support: SupportContact,
  /** People of tenants read everyday words in place of the field's, unless their tenant has it otherwise. */
  plainerWords: Type.Boolean(),
}

/** GET /api/settings, and the answer to every change of them. */
export const Settings = Type.Object({
  ...saved,
  /** Grows with every PUT of them; the ETag is this number. 0: never changed. */
  version: Type.Integer({ minimum: 0 }),
  logo: logos,
  /** Address that links carry, and the only one that people sign in at; null: the one the server listens on. It is `public-url` of the configuration. */
  publicUrl: nullable(Type.String()),
  updatedAt: nullable(Instant),
})
export type Settings = Static<typeof Settings>

/** PUT /api/settings, with `If-Match` to change only what was seen. Pictures: PUT and DELETE /api/settings/logo/:scheme. */
export const SettingsPut = Type.Object(saved)
export type SettingsPut = Static<typeof SettingsPut>

/** PUT /api/tenants/:tenantId/settings; null: as the operator has it. */
export const TenantSettingsPut = Type.Object({
  support: nullable(SupportContact),
  plainerWords: nullable(Type.Boolean()),
})
export type TenantSettingsPut = Static<typeof TenantSettingsPut>

/** GET /api/tenants/:tenantId/settings: what holds for this tenant, and which of it is its own. */
export const TenantSettings = Type.Object({
  support: SupportContact,
  plainerWords: Type.Boolean(),
  own: TenantSettingsPut,
})
export type TenantSettings = Static<typeof TenantSettings>
