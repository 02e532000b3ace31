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
std::string package_refusal(const Extra& extra) {
  OnnxGraphBuilder graph("package");
  graph.add_input(test::value_info("x", DType::kFloat32, {0, 2}, "N"));
  graph.add_node("Add", {"x", graph.add_weight("one", {}, std::vector<float>{1})}, "y");
  extra(graph);
  graph.add_output(test::value_info("y", DType::kFloat32, {0, 2}, "N"));
  try {
    package_onnx_model(graph.finish(), "a graph of a test", {});
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(OnnxPackage, AValueThatNobodyUsesIsABug) {
  EXPECT_EQ(package_refusal([](OnnxGraphBuilder&) {}), "accepted");
  EXPECT_THAT(package_refusal([](OnnxGraphBuilder& graph) { graph.add_node("Relu", {"y"}, "vain"); }),
              HasSubstr("\"vain\", which Relu gives, is never used"));
}

TEST(OnnxPackage, WhatOnnxRefusesIsABug) {
  EXPECT_THAT(package_refusal([](OnnxGraphBuilder& graph) { graph.add_node("Relu", {"absent"}, "y"); }),
              HasSubstr("ONNX refuses the exported graph"));
}

}  // namespace
}  // namespace affekt
