import "virtual:theme.css";
import "../base.css";
import "../drawing.css";
import "./exercise.css";
import { mount } from "svelte";
import App from "./App.svelte";

const target = document.getElementById("page");
if (target) mount(App, { target });
