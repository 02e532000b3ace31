#include "export/graph/onnx_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/export/graph/run_graph.h"

namespace affekt {
namespace {

using testing::HasSubstr;

/// y = x + 1, and beside it what `extra` adds.
template <class Extra>
onnx::ModelProto package_with(const Extra& extra) {
  OnnxGraphBuilder graph("package");
  graph.add_input(test::value_info("x", DType::kFloat32, {0, 2}, "N"));
  graph.add_node("Add", {"x", graph.add_weight("one", {}, std::vector<float>{1})}, "y");
  extra(graph);
  graph.add_output(test::value_info("y", DType::kFloat32, {0, 2}, "N"));
  return package_onnx_model(graph.finish(), "a graph of a test", {});
}

TEST(OnnxPackage, WhatNobodyUsesLeavesTheGraph) {
  const std::string plain = package_with([](OnnxGraphBuilder&) {}).SerializeAsString();
  EXPECT_EQ(package_with([](OnnxGraphBuilder& graph) {
              const std::string vain =
                  graph.add_node("Mul", {"y", graph.add_weight("two", {}, std::vector<float>{2})}, "vain");
              graph.add_node("Relu", {vain}, "vain_too");
            }).SerializeAsString(),
            plain);
}

TEST(OnnxPackage, WhatOnnxRefusesIsABug) {
  try {
    package_with([](OnnxGraphBuilder& graph) { graph.rename("x", "absent"); });
    FAIL() << "accepted";
  } catch (const std::logic_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("ONNX refuses the exported graph"));
  }
}

}  // namespace
}  // namespace affekt
