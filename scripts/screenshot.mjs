import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { projectRoot } from './setup/project-root.mjs';

const CHROMIUM = '/usr/bin/chromium';
const ANSWER_TIMEOUT_MS = 30_000;

/** Replaces the microphone by one into which the page can be made to speak a recording at any moment. */
const MICROPHONE = `
  const context = new AudioContext();
  const line = context.createMediaStreamDestination();
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(line.stream);
  window.speakInto = async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(bytes.buffer);
    source.connect(line);
    source.start();
  };
`;

/**
 * Holds a short conversation with a running gateway in a real browser, with a tool call and a
 * barge-in, and saves a picture of the console.
 * @param {string} url address of the gateway
 * @param {'light' | 'dark'} colorScheme
 * @param {string} file
 */
async function takePicture(url, colorScheme, file) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  try {
    const page = await browser.newPage({
      colorScheme,
      viewport: { width: 1280, height: 840 },
      deviceScaleFactor: 2,
    });
    page.setDefaultTimeout(ANSWER_TIMEOUT_MS);
    await page.addInitScript(MICROPHONE);
    await page.goto(url);
    await page.click('#connect');
    await page.waitForSelector('html[data-phase="listening"]');
    const speak = (name) => {
      const wav = readFileSync(join(projectRoot, 'assets/recordings', name)).toString('base64');
      return page.evaluate((data) => window.speakInto(data), wav);
    };
    const answers = (count) =>
      page.waitForFunction(
        (wanted) => document.querySelectorAll('.entry-agent[aria-busy="false"]').length >= wanted,
        count,
      );
    await speak('go-forward-ten-meters.wav');
    await answers(1);
    await page.fill('#text', 'What is the weather in Lisbon?');
    await page.press('#text', 'Enter');
    await answers(2);
    await page.fill('#text', 'Tell me a story.');
    await page.press('#text', 'Enter');
    await page.waitForSelector('html[data-phase="speaking"]');
    await page.waitForTimeout(3_500);
    await speak('seven-of-clubs.wav');
    await answers(3);
    await page.waitForSelector('html[data-phase="speaking"]');
    await page.mouse.move(640, 10);
    await page.evaluate(() => document.activeElement?.blur());
    await page.waitForTimeout(1_200);
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
  }
}

const url = process.argv[2] ?? 'http://127.0.0.1:3000';
const folder = join(projectRoot, 'docs', 'images');
mkdirSync(folder, { recursive: true });
await takePicture(url, 'light', join(folder, 'console.png'));
await takePicture(url, 'dark', join(folder, 'console-dark.png'));
