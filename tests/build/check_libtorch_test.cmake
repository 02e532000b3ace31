# cmake -DCHECK=check_libtorch.cmake -DCXX=compiler -DWORK=folder -P check_libtorch_test.cmake
# Folders that look as a LibTorch does: a check must refuse what it should, with a reason, and nothing else.
cmake_minimum_required(VERSION 3.22)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

# Runs a check in a process of its own, where it may fail: run_check(RESULT_VARIABLE ERROR_VARIABLE CALL)
function(run_check result error call)
  file(WRITE ${WORK}/call.cmake "include(${CHECK})\n${call}\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -P ${WORK}/call.cmake ERROR_VARIABLE printed RESULT_VARIABLE code)
  string(REGEX REPLACE "[ \n]+" " " printed "${printed}")
  set(${result} ${code} PARENT_SCOPE)
  set(${error} "${printed}" PARENT_SCOPE)
endfunction()

# expect(REGEX_OF_THE_MESSAGE|OK CALL...)
function(expect message)
  string(REPLACE ";" " " call "${ARGN}")
  run_check(result error "${call}")
  if(message STREQUAL OK)
    if(result)
      message(SEND_ERROR "${call}: refused: ${error}")
    endif()
  elseif(NOT result OR NOT error MATCHES "${message}")
    message(SEND_ERROR "${call}: expected \"${message}\", got ${result}: ${error}")
  endif()
endfunction()

function(make_library folder code)
  file(WRITE ${WORK}/code.cpp "${code}")
  file(MAKE_DIRECTORY ${WORK}/${folder}/lib)
  execute_process(COMMAND ${CXX} -shared -fPIC -o ${WORK}/${folder}/lib/libtorch_cpu.so ${WORK}/code.cpp
                  COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(make_config folder)
  file(WRITE ${WORK}/${folder}/share/cmake/Torch/TorchConfig.cmake "")
endfunction()

# What it is compiled for, and what it brings.
set(message_lite "namespace google { namespace protobuf { class MessageLite { public: int ByteSize() const; };")
make_library(clean "int add_numbers(int a, int b) { return a + b; }")
make_library(own_protobuf "${message_lite} int MessageLite::ByteSize() const { return 0; } } }")
make_library(hidden_protobuf
  "${message_lite} __attribute__((visibility(\"hidden\"))) int MessageLite::ByteSize() const { return 0; } } }")
file(WRITE ${WORK}/own_headers/include/google/protobuf/message_lite.h "")

function(expect_parts message parts folder)
  expect("${message}" "check_libtorch(PARTS ${parts} LIBRARY ${WORK}/${folder}/lib/libtorch_cpu.so ${ARGN})")
endfunction()
expect_parts(OK all clean INCLUDES /usr/include "FLAGS -D_GLIBCXX_USE_CXX11_ABI=1")
expect_parts("cxx11-abi" all clean "FLAGS -D_GLIBCXX_USE_CXX11_ABI=0")
expect_parts("cxx11-abi" train clean "FLAGS -D_GLIBCXX_USE_CXX11_ABI=0")
expect_parts("exports a protobuf of its own.*MessageLite.*AFFEKT_PARTS=train" all own_protobuf)
expect_parts(OK train own_protobuf)
expect_parts(OK all hidden_protobuf)
expect_parts("headers of a protobuf.*AFFEKT_PARTS=train" all clean INCLUDES ${WORK}/own_headers/include)
expect_parts(OK train clean INCLUDES ${WORK}/own_headers/include)
expect_parts("nm can't read" all missing)

# Which one is named.
make_config(clean)
make_config(own_protobuf)
make_config(debian)
file(RENAME ${WORK}/debian/share ${WORK}/debian/lib)
expect(OK "check_libtorch_named(named)")
expect(OK "check_libtorch_named(named ${WORK}/clean ${WORK}/clean/share/cmake ${WORK}/clean/share/cmake/Torch)")
expect("two LibTorch in CMAKE_PREFIX_PATH" "check_libtorch_named(named ${WORK}/clean ${WORK}/own_protobuf)")
expect("two LibTorch in CMAKE_PREFIX_PATH" "check_libtorch_named(named ${WORK}/debian ${WORK}/clean)")
expect("there is no .*/nowhere" "check_libtorch_named(named ${WORK}/nowhere)")
file(MAKE_DIRECTORY ${WORK}/empty)
run_check(result error "check_libtorch_named(named ${WORK}/empty)")
if(result OR NOT error MATCHES "no LibTorch was found in CMAKE_PREFIX_PATH")
  message(SEND_ERROR "a folder without LibTorch: expected a warning, got ${result}: ${error}")
endif()

# Which one is found.
set(clean "FOUND ${WORK}/clean/share/cmake/Torch INSTALL_PREFIX ${WORK}/clean LIBRARIES ${WORK}/clean/lib/libtorch_cpu.so")
expect(OK "check_libtorch_place(${clean})")
expect(OK "check_libtorch_place(${clean} NAMED ${WORK}/clean/share/cmake/Torch)")
expect("took that of .*/clean" "check_libtorch_place(${clean} NAMED ${WORK}/own_protobuf/share/cmake/Torch)")
expect("two LibTorch: the headers are those of .*/clean.*own_protobuf/lib"
  "check_libtorch_place(FOUND ${WORK}/clean/share/cmake/Torch INSTALL_PREFIX ${WORK}/clean LIBRARIES ${WORK}/own_protobuf/lib/libtorch_cpu.so)")
expect("lacks a library: .*c10_LIBRARY-NOTFOUND"
  "check_libtorch_place(FOUND ${WORK}/clean/share/cmake/Torch INSTALL_PREFIX ${WORK}/clean LIBRARIES c10_LIBRARY-NOTFOUND)")
file(CREATE_LINK ${WORK}/own_protobuf/lib/libtorch_cpu.so ${WORK}/clean/lib/libtorch_linked.so SYMBOLIC)
expect(OK "check_libtorch_place(FOUND ${WORK}/clean/share/cmake/Torch INSTALL_PREFIX ${WORK}/clean LIBRARIES ${WORK}/clean/lib/libtorch_linked.so)")
