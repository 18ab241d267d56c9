"""The rules by which a step follows from a gradient: Adam and Muon, each a few lines of TensorFlow.

Keras has both, but its Muon leaves convolution kernels to Adam, and the kernels are where Muon gains most here.
"""

from math import prod, sqrt

from lepton_kit.backend import load_tensorflow

__all__ = ["optimiser"]

BETA_1, BETA_2, EPSILON, MOMENTUM = 0.9, 0.999, 1e-7, 0.8


def optimiser(name, variables):
    """A function ``step(gradients, rate)`` that moves the variables and keeps the memory that the rule needs.

    Parameters
    ----------
    name : {"adam", "muon"}
        Muon moves matrices and convolution kernels except the first one; Adam moves the rest.
    variables : list of tf.Variable
    """
    tf = load_tensorflow()
    count = tf.Variable(0.0)
    rules = [
        _muon(tf, variable) if name == "muon" and i > 0 and len(variable.shape) > 1 else _adam(tf, variable, count)
        for i, variable in enumerate(variables)
    ]

    def step(gradients, rate):
        count.assign_add(1.0)
        for variable, rule, gradient in zip(variables, rules, gradients, strict=True):
            if gradient is not None:
                variable.assign_sub(rate * rule(gradient))

    return step


def _adam(tf, variable, count):
    """Kingma and Ba (2015): the running mean of the gradient over its running root mean square."""
    mean, square = (tf.Variable(tf.zeros_like(variable)) for _ in range(2))

    def rule(gradient):
        mean.assign(BETA_1 * mean + (1 - BETA_1) * gradient)
        square.assign(BETA_2 * square + (1 - BETA_2) * gradient**2)
        return mean / (1 - BETA_1**count) / (tf.sqrt(square / (1 - BETA_2**count)) + EPSILON)

    return rule


def _muon(tf, variable):
    """Jordan (2024): the momentum, made orthogonal, and longer for the taller of the matrices."""
    momentum = tf.Variable(tf.zeros_like(variable))
    flat = (prod(variable.shape[:-1]), variable.shape[-1])

    def rule(gradient):
        momentum.assign(MOMENTUM * momentum + gradient)
        direction = _orthogonal(tf, tf.reshape(gradient + MOMENTUM * momentum, flat))
        return sqrt(max(1, flat[0] / flat[1])) * tf.reshape(direction, variable.shape)

    return rule


def _orthogonal(tf, matrix):
    """Close to U V' of the singular value decomposition U S V', by five Newton-Schulz steps."""
    tall = matrix.shape[0] > matrix.shape[1]
    X = tf.transpose(matrix) if tall else matrix
    X /= tf.norm(X) + EPSILON
    for _ in range(5):
        A = tf.matmul(X, X, transpose_b=True)
        X = 3.4445 * X + tf.matmul(-4.7750 * A + 2.0315 * tf.matmul(A, A), X)
    return tf.transpose(X) if tall else X
