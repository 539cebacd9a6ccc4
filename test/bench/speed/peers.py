"""PyTorch, JAX, and numpy by hand as peers: answers and times, asked for line by line as JSON on standard input."""
import json
import sys
import time


def numbers(shape, seed, scale=1.0):
    n = 1
    for d in shape:
        n *= d
    return [scale * (((i + 1) * 7919 + seed * 104729) % 10007 / 5003.5 - 1) for i in range(n)]


SIZES = {
    "W2": dict(w=([100, 10], 1, 0.1), b=([10], 2, 0.1), x=([1000, 100], 3)),
    "W3": dict(
        w1=([784, 128], 1, 0.05),
        b1=([128], 2, 0.05),
        w2=([128, 10], 3, 0.1),
        b2=([10], 4, 0.1),
        x=([128, 784], 5),
    ),
}


def torch_peer(threads):
    import torch

    torch.set_num_threads(threads)
    torch.set_default_dtype(torch.float64)

    def of(shape, seed, scale=1.0, grad=False):
        return torch.tensor(numbers(shape, seed, scale)).reshape(shape).requires_grad_(grad)

    def gradients(f, params):
        def call():
            value = f()
            return [value.detach(), *torch.autograd.grad(value, params)]

        return call

    def labels(n, k):
        return torch.tensor([7 * i % k for i in range(n)])

    def w1a():
        x = torch.tensor(-1.2, requires_grad=True)
        y = torch.tensor(1.0, requires_grad=True)
        return gradients(lambda: (1 - x) ** 2 + 100 * (y - x**2) ** 2, [x, y])

    def w1b():
        x = of([1000], 1, grad=True)
        return gradients(lambda: (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum(), [x])

    def regression():
        w, b = of([100, 10], 1, 0.1, True), of([10], 2, 0.1, True)
        x, y = of([1000, 100], 3), labels(1000, 10)
        return (lambda: torch.nn.functional.cross_entropy(x @ w + b, y)), [w, b]

    def w2():
        return gradients(*regression())

    def w3():
        sizes = SIZES["W3"]
        p = {k: of(*v, grad=k != "x") for k, v in sizes.items()}
        y = labels(128, 10)

        def f():
            hidden = torch.relu(p["x"] @ p["w1"] + p["b1"])
            return torch.nn.functional.cross_entropy(hidden @ p["w2"] + p["b2"], y)

        return gradients(f, [p["w1"], p["b1"], p["w2"], p["b2"]])

    def w4():
        x = of([10**6], 1, 3, True)
        return gradients(lambda: (torch.tanh(x) * torch.exp(-x * x) + torch.sin(x)).sum(), [x])

    def layers(count, n, scale, grad):
        return [
            (of([n, n], 2 * i, scale, grad), of([n], 2 * i + 1, 0.1, grad)) for i in range(count)
        ]

    def w5():
        ls, x = layers(100, 16, 0.5, True), of([16], 999)

        def f():
            y = x
            for w, b in ls:
                y = torch.tanh(w @ y + b)
            return (y * y).sum()

        return gradients(f, [t for pair in ls for t in pair])

    def w6():
        f, params = regression()
        along = [of([100, 10], 7), of([10], 8)]

        def call():
            g = torch.autograd.grad(f(), params, create_graph=True)
            return torch.autograd.grad(g, params, along)

        return call

    def w7():
        ls, x = layers(3, 50, 0.2, False), of([50], 5)

        def f(x):
            for w, b in ls:
                x = torch.tanh(w @ x + b)
            return x

        try:
            from torch.func import jacrev

            jacobian = jacrev(f)
            return lambda: [jacobian(x)]
        except ImportError:
            return lambda: [torch.autograd.functional.jacobian(f, x, vectorize=True)]

    made = dict(W1a=w1a, W1b=w1b, W2=w2, W3=w3, W4=w4, W5=w5, W6=w6, W7=w7)
    return torch.__version__, {
        k: (f, lambda xs: [v for x in xs for v in x.detach().flatten().tolist()])
        for k, f in made.items()
    }


def jax_peer(_):
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as np

    def of(shape, seed, scale=1.0):
        return np.array(numbers(shape, seed, scale)).reshape(shape)

    def entropy(z, k):
        y = np.arange(z.shape[0]) * 7 % k
        rows = jax.scipy.special.logsumexp(z, axis=1) - np.take_along_axis(z, y[:, None], 1)[:, 0]
        return np.mean(rows)

    def of_gradient(f, args, count):
        g = jax.jit(jax.value_and_grad(f, argnums=tuple(range(count))))

        def call():
            value, grads = g(*args)
            return jax.block_until_ready(jax.tree_util.tree_leaves((value, grads)))

        return call

    def regression(w, b, x):
        return entropy(x @ w + b, 10)

    def w1a():
        return of_gradient(
            lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, [np.array(-1.2), np.array(1.0)], 2
        )

    def w1b():
        def f(x):
            return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()

        return of_gradient(f, [of([1000], 1)], 1)

    def w2():
        return of_gradient(regression, [of(*v) for v in SIZES["W2"].values()], 2)

    def w3():
        def f(w1, b1, w2, b2, x):
            return entropy(np.maximum(x @ w1 + b1, 0) @ w2 + b2, 10)

        return of_gradient(f, [of(*v) for v in SIZES["W3"].values()], 4)

    def w4():
        def f(x):
            return (np.tanh(x) * np.exp(-x * x) + np.sin(x)).sum()

        return of_gradient(f, [of([10**6], 1, 3)], 1)

    def layers(count, n, scale):
        return [(of([n, n], 2 * i, scale), of([n], 2 * i + 1, 0.1)) for i in range(count)]

    def w5():
        x = of([16], 999)

        def f(ls):
            y = x
            for w, b in ls:
                y = np.tanh(w @ y + b)
            return (y * y).sum()

        return of_gradient(f, [layers(100, 16, 0.5)], 1)

    def w6():
        args = [of(*v) for v in SIZES["W2"].values()]
        along = (of([100, 10], 7), of([10], 8))

        def g(w, b, x):
            gradient = jax.grad(regression, argnums=(0, 1))
            return jax.jvp(lambda w, b: gradient(w, b, x), (w, b), along)[1]

        h = jax.jit(g)
        return lambda: jax.block_until_ready(h(*args))

    def w7():
        ls, x = layers(3, 50, 0.2), of([50], 5)

        def f(x):
            for w, b in ls:
                x = np.tanh(w @ x + b)
            return x

        g = jax.jit(jax.jacrev(f))
        return lambda: [jax.block_until_ready(g(x))]

    made = dict(W1a=w1a, W1b=w1b, W2=w2, W3=w3, W4=w4, W5=w5, W6=w6, W7=w7)
    return jax.__version__, {
        k: (f, lambda xs: [v for x in xs for v in x.flatten().tolist()]) for k, f in made.items()
    }


def numpy_peer(_):
    """What one writes with numpy and no library for derivatives: values and gradients by hand."""
    import numpy as np

    def of(shape, seed, scale=1.0):
        return np.array(numbers(shape, seed, scale)).reshape(shape)

    def softmax(z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        total = e.sum(axis=1, keepdims=True)
        return e / total, np.log(total[:, 0]) + z.max(axis=1)

    def entropy(z, k):
        """The mean loss of logits, and its gradient."""
        n = z.shape[0]
        rows, labels = np.arange(n), np.arange(n) * 7 % k
        p, logs = softmax(z)
        value = (logs - z[rows, labels]).mean()
        p[rows, labels] -= 1
        return value, p / n

    def w1a():
        x, y = -1.2, 1.0

        def call():
            c = y - x * x
            return [(1 - x) ** 2 + 100 * c * c, -2 * (1 - x) - 400 * x * c, 200 * c]

        return call

    def w1b():
        x = of([1000], 1)

        def call():
            c, d = x[1:] - x[:-1] ** 2, 1 - x[:-1]
            g = np.zeros_like(x)
            g[:-1] = -400 * x[:-1] * c - 2 * d
            g[1:] += 200 * c
            return [(100 * c * c + d * d).sum(), g]

        return call

    def w2():
        w, b, x = (of(*v) for v in SIZES["W2"].values())

        def call():
            value, g = entropy(x @ w + b, 10)
            return [value, x.T @ g, g.sum(axis=0)]

        return call

    def w3():
        w1, b1, w2, b2, x = (of(*v) for v in SIZES["W3"].values())

        def call():
            before = x @ w1 + b1
            hidden = np.maximum(before, 0)
            value, g = entropy(hidden @ w2 + b2, 10)
            back = (g @ w2.T) * (before > 0)
            return [value, x.T @ back, back.sum(axis=0), hidden.T @ g, g.sum(axis=0)]

        return call

    def w4():
        x = of([10**6], 1, 3)

        def call():
            t, e = np.tanh(x), np.exp(-x * x)
            return [(t * e + np.sin(x)).sum(), (1 - t * t) * e - 2 * x * t * e + np.cos(x)]

        return call

    def layers(count, n, scale):
        return [(of([n, n], 2 * i, scale), of([n], 2 * i + 1, 0.1)) for i in range(count)]

    def w5():
        ls, x = layers(100, 16, 0.5), of([16], 999)

        def call():
            ys = [x]
            for w, b in ls:
                ys.append(np.tanh(w @ ys[-1] + b))
            grads, back = [], 2 * ys[-1]
            for (w, _), y, before in zip(reversed(ls), reversed(ys), reversed(ys[:-1])):
                z = back * (1 - y * y)
                grads.append((np.outer(z, before), z))
                back = w.T @ z
            return [(ys[-1] ** 2).sum(), *(g for pair in reversed(grads) for g in pair)]

        return call

    def w6():
        w, b, x = (of(*v) for v in SIZES["W2"].values())
        along_w, along_b = of([100, 10], 7), of([10], 8)

        def call():
            p, _ = softmax(x @ w + b)
            z = x @ along_w + along_b
            h = p * (z - (p * z).sum(axis=1, keepdims=True)) / x.shape[0]
            return [x.T @ h, h.sum(axis=0)]

        return call

    def w7():
        ls, x = layers(3, 50, 0.2), of([50], 5)

        def call():
            y, slope = x, np.eye(50)
            for w, b in ls:
                y = np.tanh(w @ y + b)
                slope = (1 - y * y)[:, None] * (w @ slope)
            return [slope]

        return call

    made = dict(W1a=w1a, W1b=w1b, W2=w2, W3=w3, W4=w4, W5=w5, W6=w6, W7=w7)
    return np.__version__, {
        k: (f, lambda xs: [float(v) for x in xs for v in np.ravel(x)]) for k, f in made.items()
    }


PEERS = dict(torch=torch_peer, jax=jax_peer, numpy=numpy_peer)


def main():
    name, threads = sys.argv[1], int(sys.argv[2])
    try:
        version, made = PEERS[name](threads)
    except ImportError:
        print(json.dumps(dict(absent=True)), flush=True)
        return
    print(json.dumps(dict(version=version)), flush=True)
    ready = {}
    for line in sys.stdin:
        asked = json.loads(line)
        workload = asked["workload"]
        if workload not in ready:
            f, flat = made[workload]
            ready[workload] = (f(), flat)
        call, flat = ready[workload]
        if asked["ask"] == "value":
            print(json.dumps(dict(value=flat(call()))), flush=True)
            continue
        count = asked["count"]
        start = time.perf_counter()
        for _ in range(count):
            call()
        took = (time.perf_counter() - start) * 1000
        print(json.dumps(dict(took=took)), flush=True)


main()
