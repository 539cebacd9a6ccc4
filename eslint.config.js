import functional from 'eslint-plugin-functional'
import tseslint from 'typescript-eslint'

// What a kernel, a graph walk or a data structure under construction may do, behind a pure interface.
const local = {
  'functional/no-let': 'off',
  'functional/immutable-data': 'off',
  'functional/no-loop-statements': 'off',
  'functional/no-expression-statements': 'off',
  'functional/prefer-immutable-types': 'off',
  'functional/type-declaration-immutability': 'off',
}

export default tseslint.config(
  {
    ignores: ['dist', 'out', 'coverage', '**/*.mjs', '*.config.*', '**/fixtures/**'],
  },
  {
    files: ['src/**/*.ts', 'laws/**/*.ts', 'test/**/*.ts', 'docs/examples/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { functional },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^fp-ts(?!/HKT$|/lib/)', message: 'use #fp/Module' },
            { regex: '^io-ts/', message: 'use io-ts root' },
          ],
        },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-definitions': 'off',
      // A symbol has a `then` in its type only, so that it cannot be a condition: see Expr.ts.
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-misused-promises': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'laws/**/*.ts'],
    rules: {
      'functional/no-let': 'error',
      'functional/immutable-data': 'error',
      'functional/no-loop-statements': 'error',
      'functional/no-classes': 'error',
      'functional/no-this-expressions': 'error',
      'functional/readonly-type': ['error', 'keyword'],
      'functional/no-promise-reject': 'error',
    },
  },
  {
    files: [
      'src/{Dense,Tensor,Expr,Program}.ts',
      'src/space/**',
      'src/op/**',
      'src/diff/{stages,closure}.ts',
      'src/derivative/**',
      'src/rewrite/**',
      'src/runtime/**',
      'src/linear/**',
      'src/show/**',
      'src/Place.ts',
      'src/diagnose/**',
      'src/codec/**',
      'src/learn/**',
      'laws/**',
    ],
    rules: local,
  },
  {
    files: ['test/**/*.ts', 'docs/examples/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
    },
  },
)
