use kinfolk::Graph;

#[derive(Graph)]
#[graph(derive(Clone, Debug))]
struct Copied {}

#[derive(Graph)]
#[graph(derive(PartialEq, Default), attr(non_exhaustive))]
struct Compared {}

#[derive(Graph)]
#[graph(derive(Clone))]
enum Union {
    Copied(Copied),
}

#[derive(Graph)]
#[graph(derive, attr = "non_exhaustive")]
struct Empty {}

#[derive(Graph)]
#[graph(derive = Debug, attr)]
struct Value {}

#[derive(Graph)]
#[graph(derive(std::default::Default, ::core::clone::Clone), attr(derive(Debug, Default)))]
struct ByPath {}

fn main() {}
