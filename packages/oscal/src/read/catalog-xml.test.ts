import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogFromXml } from './catalog-xml.ts'
import { schemaFaults } from './schema-faults.ts'

const xml = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="aaaaaaaa-0000-4000-8000-000000000001">
  <metadata>
    <title>A <em>small</em> catalog</title>
    <last-modified>2026-01-01T00:00:00Z</last-modified>
    <version>1</version>
    <oscal-version>1.1.3</oscal-version>
    <party uuid="aaaaaaaa-0000-4000-8000-000000000002" type="organization"><name>Us</name></party>
  </metadata>
  ${body}
</catalog>`

test('a catalog in XML becomes what the JSON format has', () => {
  const catalog = catalogFromXml(
    xml(`<group id="g" class="family"><title>Group</title>
      <control id="c-1"><title>One</title>
        <param id="c-1_p"><label>how <code>often</code></label></param>
        <prop name="label" value="C-1"/>
        <part id="c-1_smt" name="statement">
          <p>Do it
             <insert type="param" id-ref="c-1_p"/>, see <a href="#x">there</a>.</p>
          <ul><li>first</li><li>second <strong>one</strong></li></ul>
          <part id="c-1_smt.a" name="item"><p>Nested</p></part>
        </part>
      </control></group>
      <back-matter><resource uuid="aaaaaaaa-0000-4000-8000-000000000003"><rlink href="a.pdf" media-type="application/pdf"/></resource></back-matter>`),
  )
  assert.deepEqual(schemaFaults({ catalog }, '1.1.3'), [])
  const control = catalog.groups?.[0]?.controls?.[0]
  assert.equal(control?.params?.[0]?.label, 'how `often`')
  assert.equal(
    control?.parts?.[0]?.prose,
    'Do it {{ insert: param, c-1_p }}, see [there](#x).\n\n* first\n* second **one**',
  )
  assert.equal(control?.parts?.[0]?.parts?.[0]?.prose, 'Nested')
  assert.equal(catalog.metadata.title, 'A *small* catalog')
  assert.equal(catalog['back-matter']?.resources?.[0]?.rlinks?.[0]?.href, 'a.pdf')
})

test('an element that is not read is refused, not dropped', () => {
  assert.throws(() => catalogFromXml(xml('<mystery/>')), /catalog holds mystery, which is not read/)
})

test('another document, another namespace, or broken XML is refused', () => {
  assert.throws(() => catalogFromXml('<profile xmlns="http://csrc.nist.gov/ns/oscal/1.0"/>'), /not a catalog/)
  assert.throws(() => catalogFromXml('<catalog xmlns="http://example.com"/>'), /not a catalog/)
  assert.throws(() => catalogFromXml('<catalog'))
})

test('entities of a document type are not expanded', () => {
  const bomb = `<!DOCTYPE catalog [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="x"><metadata><title>&b;</title></metadata></catalog>`
  assert.throws(() => catalogFromXml(bomb))
})
