import type { Settings, SettingsPut, SupportContact } from '@countersign/api/settings'
import { isColour } from '@countersign/brand/contrast'

/** What the form holds; colours and contacts as typed. */
export type BrandDraft = {
  readonly name: string
  readonly hasAccent: boolean
  readonly light: string
  readonly dark: string
  readonly support: ContactDraft
  readonly plainerWords: boolean
}

export type ContactDraft = { readonly email: string; readonly phone: string; readonly url: string }

/** The console's own, from theme/tokens.css: where a choice begins. */
const ownAccent = { light: '#007a61', dark: '#6ee7c8' }

export function draftOf({ name, accent, support, plainerWords }: Settings): BrandDraft {
  return {
    name,
    hasAccent: accent !== null,
    ...(accent ?? ownAccent),
    support: contactDraft(support),
    plainerWords,
  }
}

/** What the API takes; undefined while a colour is none. */
export function putOf(draft: BrandDraft): SettingsPut | undefined {
  const [light, dark] = [draft.light, draft.dark].map((text) => text.trim().toLowerCase())
  if (draft.hasAccent && !(isColour(light ?? '') && isColour(dark ?? ''))) return undefined
  return {
    name: draft.name.trim(),
    accent: draft.hasAccent && light !== undefined && dark !== undefined ? { light, dark } : null,
    support: contactOf(draft.support),
    plainerWords: draft.plainerWords,
  }
}

export function contactDraft({ email, phone, url }: SupportContact): ContactDraft {
  return { email: email ?? '', phone: phone ?? '', url: url ?? '' }
}

/** What is left empty is not named. */
export function contactOf({ email, phone, url }: ContactDraft): SupportContact {
  const given = (text: string) => (text.trim() === '' ? null : text.trim())
  return { email: given(email), phone: given(phone), url: given(url) }
}
