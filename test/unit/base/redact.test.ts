/** What counts as a secret, and what does not although it looks like one. */
import assert from 'node:assert/strict';
import { cleanSource, looksSecret } from '../../../src/runs/captureSecrets.ts';
import { allowedEnvironment } from '../../../src/runs/launchRecord.ts';
import { createRedactor, isSecretName } from '../../../src/base/redact.ts';

describe('redaction', () => {
  const names: readonly [name: string, secret: boolean][] = [
    ['password', true],
    ['DB_PASSWORD', true],
    ['--api-key', true],
    ['apiKey', true],
    ['OPENAI_API_KEY', true],
    ['hfToken', true],
    ['HF_TOKEN', true],
    ['AWS_SECRET_ACCESS_KEY', true],
    ['client_secret', true],
    ['db.password', true],
    ['ssh-key', true],
    ['GITHUB_TOKEN', true],
    ['mypassword', true],
    ['max_tokens', false],
    ['tokenizer', false],
    ['pad_token', false],
    ['pad_token_id', false],
    ['num_tokens', false],
    ['author', false],
    ['key', false],
    ['keyword', false],
    ['n_keys', false],
    ['lr', false],
    ['secretary_problem', false],
    ['passes', false],
    ['compass', false],
  ];
  for (const [name, secret] of names) {
    it(`${name} is ${secret ? 'a secret' : 'harmless'}`, () => {
      assert.equal(isSecretName(name), secret);
    });
  }

  const args: readonly [given: string[], expected: string[]][] = [
    [
      ['--password', 'hunter22', '--lr', '0.1'],
      ['--password', '[redacted]', '--lr', '0.1'],
    ],
    [['--token=abcdefgh'], ['--token=[redacted]']],
    [
      ['model.api_key=abcdefgh', 'model.lr=1'],
      ['model.api_key=[redacted]', 'model.lr=1'],
    ],
    [
      ['--use-auth-token', '--lr', '1'],
      ['--use-auth-token', '--lr', '1'],
    ],
    [
      ['-u', 'me:hunter22'],
      ['-u', 'me:[redacted]'],
    ],
    [
      ['-ume:hunter22', '-u1000:1000'],
      ['-ume:[redacted]', '-u1000:1000'],
    ],
    [
      ['mysql', '-uroot', '-phunter', '--note', 'by hunter'],
      ['mysql', '-uroot', '-p[redacted]', '--note', 'by [redacted]'],
    ],
    [
      ['/usr/bin/sshpass', '-p', 'hunter22', 'ssh'],
      ['/usr/bin/sshpass', '-p', '[redacted]', 'ssh'],
    ],
    [
      ['train', '-pS3cretWord', '--name', 'S3cretWord'],
      ['train', '-p[redacted]', '--name', 'S3cretWord'],
    ],
    [
      ['gcc', '-pthread', '-p8080:80', '-p0.25', '-pdata/v1/train', '-p', 'fast', '-u', 'train.py'],
      ['gcc', '-pthread', '-p8080:80', '-p0.25', '-pdata/v1/train', '-p', 'fast', '-u', 'train.py'],
    ],
    [['s3://AKIAABCDEFGHIJKLMNOP:xyz@bucket/a'], ['s3://[redacted]@bucket/a']],
    [['https://x.example/a?token=abc&page=2'], ['https://x.example/a?token=[redacted]&page=2']],
    [['hf_abcdefghijklmnopqrstuvwx'], ['[redacted]']],
    [['Authorization: Bearer abc.def'], ['Authorization: [redacted]']],
    [
      ['--data', 'https://example.org/data.csv?rows=10'],
      ['--data', 'https://example.org/data.csv?rows=10'],
    ],
    [
      ['value is hunter22', '--password=hunter22'],
      ['value is [redacted]', '--password=[redacted]'],
    ],
  ];
  for (const [given, expected] of args) {
    it(`writes ${expected.join(' ')}`, () => {
      assert.deepEqual(createRedactor().args(given), expected);
    });
  }

  it('hides a value of the environment wherever it appears, but no number or flag', () => {
    const redactor = createRedactor(['s3cr3t-value', '123456', 'true', 'abc']);
    assert.equal(redactor.text('x=s3cr3t-value n=123456 true abc'), 'x=[redacted] n=123456 true abc');
  });

  const lines: readonly [line: string, expected: string][] = [
    ['password = "hunter22"', 'password = "[redacted]"'],
    ["db = connect(password='hunter22', port=5432)", "db = connect(password='[redacted]', port=5432)"],
    ['{"api_key": "abcdefgh", "lr": 0.1}', '{"api_key": "[redacted]", "lr": 0.1}'],
    ['api_key: str = "abcdefgh"', 'api_key: str = "[redacted]"'],
    ['export API_TOKEN=abcdefgh', 'export API_TOKEN=[redacted]'],
    ['+  secret: abcdefgh', '+  secret: [redacted]'],
    ['password = os.environ["DB_PASSWORD"]', 'password = os.environ["DB_PASSWORD"]'],
    ['password = getpass()', 'password = getpass()'],
    ['tokenizer = "bert-base-uncased"', 'tokenizer = "bert-base-uncased"'],
    ['pad_token = "<pad_token>"', 'pad_token = "<pad_token>"'],
  ];
  for (const [line, expected] of lines) {
    it(`keeps ${expected}`, () => {
      assert.deepEqual(cleanSource(line, createRedactor()), {
        text: expected,
        hidden: line === expected ? 0 : 1,
      });
    });
  }

  const files: readonly [file: string, secret: boolean][] = [
    ['/w/.env', true],
    ['/w/.env.local', true],
    ['/w/prod.env', true],
    ['/w/key.pem', true],
    ['/home/x/.ssh/config', true],
    ['/w/id_rsa', true],
    ['/w/credentials.json', true],
    ['/w/environment.yml', false],
    ['/w/keys.csv', false],
    ['/w/tokenizer.json', false],
    ['/w/train.py', false],
  ];
  for (const [file, secret] of files) {
    it(`${secret ? 'never copies' : 'may copy'} ${file}`, () => {
      assert.equal(looksSecret(file), secret);
    });
  }
});

describe('the recorded environment', () => {
  const variables: readonly (readonly [name: string, isRecorded: boolean])[] = [
    ['CUDA_VISIBLE_DEVICES', true],
    ['OMP_NUM_THREADS', true],
    ['TF_CPP_MIN_LOG_LEVEL', true],
    ['TF_ENABLE_ONEDNN_OPTS', true],
    ['TF_FORCE_GPU_ALLOW_GROWTH', true],
    ['TF_GPU_ALLOCATOR', true],
    ['TF_NUM_INTEROP_THREADS', true],
    ['TF_XLA_FLAGS', true],
    ['TF_DETERMINISTIC_OPS', true],
    ['TF_VAR_DB_PASS', false],
    ['TF_VAR_REGION', false],
    ['TF_CLI_ARGS', false],
    ['TF_TOKEN_APP', false],
    ['TF_WORKSPACE', false],
    ['TF_LOG', false],
    ['DB_PASSWORD', false],
    ['HOME', false],
  ];
  for (const [name, isRecorded] of variables) {
    it(`${isRecorded ? 'has' : 'leaves out'} ${name}`, () => {
      assert.deepEqual(
        allowedEnvironment({ [name]: 'value' }, createRedactor()),
        isRecorded ? { [name]: 'value' } : {},
      );
    });
  }
});
