import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageAfter, tokenOf, tokenOfPasted } from './sign-in-token.ts'

test('the token is read from the fragment of the link', () => {
  assert.equal(tokenOf('#token=abc-DEF_123'), 'abc-DEF_123')
  assert.equal(tokenOf('#'), undefined)
  assert.equal(tokenOf('#token='), undefined)
})

test('a pasted link and a pasted token both give the token', () => {
  assert.equal(tokenOfPasted(' http://127.0.0.1:4000/sign-in#token=abcdefgh \n'), 'abcdefgh')
  assert.equal(tokenOfPasted('abcdefgh'), 'abcdefgh')
  assert.equal(tokenOfPasted('not a token'), undefined)
})

test('after signing in nobody is sent to another site', () => {
  assert.equal(pageAfter('?back=/events?q=x'), '/events?q=x')
  for (const back of ['https://evil.example', '//evil.example', '/\\evil.example', '', '/sign-in'])
    assert.equal(pageAfter(`?back=${encodeURIComponent(back)}`), '/queue', back)
})
