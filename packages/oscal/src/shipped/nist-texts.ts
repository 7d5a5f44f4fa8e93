import type { CatalogFrameworkText } from '../framework/catalog-framework.ts'

const licence = 'US public domain; NIST also dedicates it under CC0'

export const nist80053Text: CatalogFrameworkText = {
  id: 'nist-800-53-r5',
  title: 'NIST SP 800-53 Rev. 5',
  issuer: 'NIST',
  source: {
    title: 'OSCAL content of NIST SP 800-53 Rev. 5',
    url: 'https://github.com/usnistgov/oscal-content',
    release: '5.0.1 for the whole catalog; 5.1.1+u4 for the baselines and the text of their controls',
    licence,
  },
  counting:
    'All 1,007 active controls and enhancements of release 5.0.1; 182 withdrawn ones are left out. Baselines: LOW 149, MODERATE 287, HIGH 370.',
}

export const csf20Text: CatalogFrameworkText = {
  id: 'csf-2.0',
  title: 'NIST Cybersecurity Framework 2.0',
  issuer: 'NIST',
  source: {
    title: 'OSCAL content of CSF 2.0',
    url: 'https://github.com/usnistgov/oscal-content',
    release: '1.0.0 of 14 May 2025',
    licence,
  },
  counting: 'The 106 active subcategories. The 22 active categories group them and are not counted.',
  headingClass: 'category',
}
