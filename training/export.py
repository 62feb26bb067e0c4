"""Export a trained reader: int8 ONNX, its tokenizer and labels, ready for onnxruntime and tokenizers alone."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process


def export(
    model: torch.nn.Module, tokenizer: Any, labels: list[str], length: int, temperature: float, out: Path
) -> None:
    """Write model.onnx (int8), tokenizer.json and reader.json into a folder.

    Weights use seven bits (`reduce_range`), so that processors with and without dot-product instructions add the same
    integers.
    """
    out.mkdir(parents=True, exist_ok=True)
    sample = tokenizer(["Soldiers clashed with rebels.", "Nothing happened."], padding=True, return_tensors="pt")
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            model,
            (sample["input_ids"], sample["attention_mask"]),
            str(plain),
            input_names=["input_ids", "attention_mask"],
            output_names=["scores", "vector"],
            dynamic_axes={
                "input_ids": {0: "texts", 1: "pieces"},
                "attention_mask": {0: "texts", 1: "pieces"},
                "scores": {0: "texts"},
                "vector": {0: "texts"},
            },
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready), str(out / "model.onnx"), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"))
    head = {"labels": labels, "length": length, "temperature": round(temperature, 4)}
    (out / "reader.json").write_text(json.dumps(head, indent=1) + "\n")
