// The fields of a document -> its YAML text, each with its declaration as a comment.
#pragma once

#include <functional>
#include <string>

namespace affekt {

class FieldVisitor;

/// What read_document (parse/read_fields.h) reads back.
/// @param describe  shows its fields
std::string write_document(const std::function<void(FieldVisitor&)>& describe);

}  // namespace affekt
