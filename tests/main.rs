mod city;
