// Compiles the contracts into the resources of this module, or with --check says which of them are not what the
// sources compile to. Run by the profile evm; by hand: npm ci --ignore-scripts && npm run compile. With --planted it
// reads a list of {file, contract, from, to} and prints what each contract compiles to with that change alone.
'use strict';

const fs = require('fs');
const path = require('path');

const modules = process.env.PLIMSOLL_NODE_MODULES || path.join(__dirname, 'node_modules');
const solc = require(path.join(modules, 'solc'));

const home = path.join(__dirname, 'contracts');
const place = 'resources/io/plimsoll/node/evm/contract';
// Where each compiled contract goes; what is not named here is compiled into others alone.
const wanted = {
  'Inbox.sol': ['Inbox'],
  'Commitments.sol': ['Commitments'],
  'test/Tokens.sol': ['OrdinaryToken', 'SilentToken', 'FeeToken', 'GenerousToken', 'RebasingToken', 'RefusingToken',
    'ReentrantToken'],
  'test/TestFeed.sol': ['TestFeed'],
};

const settings = {
  optimizer: { enabled: true, runs: 10000 },
  // The oldest rules with transient storage; later chains run it, too.
  evmVersion: 'cancun',
  // No hash of the sources behind the code: it would change with a comment.
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
};

function sources(folder) {
  const found = {};
  for (const entry of fs.readdirSync(path.join(home, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      Object.assign(found, sources(name));
    } else if (entry.name.endsWith('.sol')) {
      found[name] = { content: fs.readFileSync(path.join(home, name), 'utf8').replace(/\r\n/g, '\n') };
    }
  }
  return found;
}

if (process.argv.includes('--planted')) {
  const codes = JSON.parse(fs.readFileSync(0, 'utf8')).map((fault) => {
    const all = sources('');
    const parts = all[fault.file].content.split(fault.from);
    if (parts.length !== 2) {
      throw new Error(`${fault.file} has ${parts.length - 1} times: ${fault.from}`);
    }
    all[fault.file].content = parts.join(fault.to);
    const wants = { [fault.contract + '.sol']: { [fault.contract]: ['evm.bytecode.object'] } };
    const only = { ...settings, outputSelection: wants };
    const out = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources: all, settings: only })));
    const errors = (out.errors || []).filter((each) => each.severity === 'error');
    if (errors.length > 0) {
      throw new Error(errors.map((each) => each.formattedMessage).join('\n'));
    }
    return out.contracts[fault.contract + '.sol'][fault.contract].evm.bytecode.object;
  });
  process.stdout.write(JSON.stringify(codes));
  return;
}

const output = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources: sources(''), settings })));
for (const each of output.errors || []) {
  process.stderr.write(each.formattedMessage);
}
if ((output.errors || []).length > 0) {
  process.stderr.write('The contracts do not compile without a word.\n');
  process.exit(1);
}

const MOST_CODE = 24576;
const different = [];
for (const [file, names] of Object.entries(wanted)) {
  for (const name of names) {
    const compiled = output.contracts[file][name];
    const size = compiled.evm.deployedBytecode.object.length / 2;
    if (size > MOST_CODE) {
      process.stderr.write(`${name} has ${size} bytes of code; a chain takes ${MOST_CODE}\n`);
      process.exit(1);
    }
    const text = JSON.stringify({
      contract: name,
      compiler: solc.version().replace(/\.Emscripten.*/, ''),
      evmVersion: settings.evmVersion,
      optimizerRuns: settings.optimizer.runs,
      abi: compiled.abi,
      bytecode: compiled.evm.bytecode.object,
    }, null, 1) + '\n';
    const tree = file.startsWith('test/') ? 'src/test' : 'src/main';
    const target = path.join(__dirname, tree, place, name + '.json');
    const there = fs.existsSync(target) ? fs.readFileSync(target, 'utf8').replace(/\r\n/g, '\n') : '';
    if (there !== text) {
      different.push(path.relative(__dirname, target));
      if (!process.argv.includes('--check')) {
        fs.mkdirSync(path.dirname(target), { recursive: true });
        fs.writeFileSync(target, text);
      }
    }
  }
}
if (different.length > 0 && process.argv.includes('--check')) {
  process.stderr.write(`not what the sources compile to: ${different.join(', ')}\n`
    + 'Remedy: in node-adapter/evm, npm ci --ignore-scripts && npm run compile, and commit what has changed.\n');
  process.exit(1);
}
process.stdout.write(different.length === 0 ? 'The compiled contracts are those of the sources.\n'
  : `written: ${different.join(', ')}\n`);
