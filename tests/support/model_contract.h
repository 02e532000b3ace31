// model.json held against the ONNX file beside it, which is parsed here by itself.
#pragma once

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/digest.h"
#include "core/files/atomic_file.h"

namespace affekt::testing_support {

template <class Values>
void expect_tensors_are(const nlohmann::json& tensors, const Values& values) {
  ASSERT_EQ(tensors.size(), static_cast<size_t>(values.size()));
  for (int i = 0; i < values.size(); ++i) {
    const nlohmann::json& tensor = tensors.at(static_cast<size_t>(i));
    EXPECT_EQ(tensor.at("name"), values[i].name());
    EXPECT_EQ(tensor.at("contract"), values[i].doc_string());
    const auto& type = values[i].type().tensor_type();
    EXPECT_EQ(tensor.at("type"), type.elem_type() == onnx::TensorProto::FLOAT ? "float32" : "int64");
    nlohmann::json shape = nlohmann::json::array();
    for (const auto& axis : type.shape().dim())
      shape.push_back(axis.has_dim_value() ? nlohmann::json(axis.dim_value())
                                           : nlohmann::json(axis.dim_param()));
    EXPECT_EQ(tensor.at("shape"), shape);
  }
}

/// Every fact of model.json is model.onnx's, and every entry of its metadata is there.
inline void expect_model_contract_fits(const std::filesystem::path& folder, const std::string& kind) {
  const std::string bytes = read_text_file(folder / "model.onnx");
  onnx::ModelProto model;
  ASSERT_TRUE(model.ParseFromString(bytes));
  const auto contract = nlohmann::json::parse(read_text_file(folder / "model.json"));
  EXPECT_EQ(contract.at("format"), 1);
  EXPECT_EQ(contract.at("kind"), kind);
  EXPECT_EQ(contract.at("model_sha256"), sha256_of(bytes));
  expect_tensors_are(contract.at("inputs"), model.graph().input());
  expect_tensors_are(contract.at("outputs"), model.graph().output());
  nlohmann::json labels;
  ASSERT_EQ(contract.at("metadata").size(), static_cast<size_t>(model.metadata_props_size()));
  for (const auto& entry : model.metadata_props()) {
    const nlohmann::json& value = contract.at("metadata").at(entry.key());
    const bool is_json = entry.value()[0] == '{' || entry.value()[0] == '[';
    EXPECT_EQ(value, is_json ? nlohmann::json::parse(entry.value()) : nlohmann::json(entry.value()))
        << entry.key();
    if (entry.key() == "affekt.labels") labels = value;
  }
  EXPECT_EQ(contract.at("labels"), labels);
}

}  // namespace affekt::testing_support
