import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const seal: MantineColorsTuple = [
  '#e6fbf5',
  '#c9f6e9',
  '#9deed8',
  '#6ee7c8',
  '#45d6b2',
  '#22b894',
  '#0c977a',
  '#007a61',
  '#00664f',
  '#004d3c',
]

/** Components of the library, dressed in our tokens; sizes are dense since analysts read many rows. */
export const theme = createTheme({
  primaryColor: 'seal',
  primaryShade: { light: 7, dark: 3 },
  colors: { seal },
  autoContrast: true,
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  headings: { fontFamily: 'var(--sans)', fontWeight: '650' },
  defaultRadius: 6,
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  components: {
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true, multiline: true, maw: 420 } },
    Button: { defaultProps: { size: 'xs', variant: 'filled' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.6, blur: 2 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
  },
})

/** The library's own variables take our tokens, so that one place decides contrast in both schemes. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--canvas)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--text-faint)',
    '--mantine-color-placeholder': 'var(--text-faint)',
    '--mantine-color-anchor': 'var(--accent-text)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--control-line)',
    '--mantine-color-disabled-color': 'var(--text-faint)',
    '--mantine-primary-color-light-color': 'var(--accent-text)',
    '--mantine-primary-color-light': 'var(--accent-soft)',
  }
  return { variables: {}, dark: shared, light: shared }
}
