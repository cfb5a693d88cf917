// The network that the engine computes on a GPU by default, as a file: for tools/train/score.py.
//   f16_model IN.onnx OUT.onnx
#include <cstdio>
#include <fstream>
#include <iterator>

#include "infer/onnx_f16.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("f16_model IN.onnx OUT.onnx\n", stderr);
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  const std::string model{std::istreambuf_iterator<char>(in), {}};
  const auto half = touchline::to_f16(model);
  if (!half) {
    std::fprintf(stderr, "%s: %s\n", argv[1], half.error().message.c_str());
    return touchline::exit_code(half.error().code);
  }
  std::ofstream out(argv[2], std::ios::binary);
  out << *half;
  out.close();
  if (!out) std::fprintf(stderr, "%s: cannot be written\n", argv[2]);
  return out ? 0 : 1;
}
